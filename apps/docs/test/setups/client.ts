// with=stock
import { Client } from '@x/socketio-client';

/** A client that is connected to the ready-made server, in `/` and in `/chat`. */
export const client = new Client();
await client.connect('http://localhost:5000', { namespaces: ['/', '/chat'] });

// with=stock
import { SimpleClient } from '@x/socketio-client';

/** A simple client that is connected to the ready-made server. */
export const simple = new SimpleClient();
await simple.connect('http://localhost:5000');

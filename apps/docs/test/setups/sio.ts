import { Server } from '@x/socketio-server';

/** A server that nobody is connected to. */
export const sio = new Server({ namespaces: ['/', '/chat'] });

import type { Server } from '@x/socketio-server';
import type { Auth, ClientToServer, ServerToClient } from '../events.js';

/** A server that speaks the events of the chat. */
export type ChatServer = Server<ClientToServer, ServerToClient, object, Auth>;

import { SocketIO } from '@x/middleware-express';
import express, { type Express } from 'express';

/** An Express application. */
export const app: Express = express();
/** Its Socket.IO. */
export const io = new SocketIO(app);

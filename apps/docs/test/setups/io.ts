import { SocketIO } from '@x/middleware-express';
import express from 'express';

/** An Express application. */
export const app = express();
/** Its Socket.IO. */
export const io = new SocketIO(app);

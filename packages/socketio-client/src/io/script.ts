/** What a page gets from the single file: the global `io`, with the clients as its properties. */
import { Client } from '../client.js';
import { io, Socket } from './index.js';

export default Object.assign(io, { io, connect: io, Client, Socket });

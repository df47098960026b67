// A server of socket.io in a process of its own, to be killed. Prints its port, then the time of each connection.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false });
io.on('connection', () => console.log(`connected ${performance.timeOrigin + performance.now()}`));
http.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(`port ${http.address().port}`));

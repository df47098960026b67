/** The process of the server under test: listens on a free port, tells its parent, and ends with it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servers } from './servers.js';

const attach = servers[process.argv[2] ?? ''];
if (attach === undefined) throw new Error(`no server ${process.argv[2]}`);
process.once('disconnect', () => process.exit());

const http = createServer();
attach(http);
http.listen(0, '127.0.0.1');
await once(http, 'listening');
process.send?.((http.address() as AddressInfo).port);

// The ESM and the CommonJS build side by side in one process, as happens when an application and one of its libraries differ.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const esm = { ...(await import('@x/socketio-server')), ...(await import('@x/socketio-client')) };
const cjs = { ...require('@x/socketio-server'), ...require('@x/socketio-client') };

const errors = ['ConnectionError', 'ConnectionRefusedError', 'TimeoutError', 'DisconnectedError', 'BadNamespaceError'];
const recognised = errors.filter((name) => {
  const [ours, theirs] = [new esm[name]('x'), new cjs[name]('x')];
  return theirs instanceof esm[name] && ours instanceof cjs[name] && theirs instanceof esm.SocketIOError;
});
const confused = new cjs.TimeoutError() instanceof esm.DisconnectedError;

// A server of one build, whose handlers use the other one's tuple and errors.
const sio = new esm.Server();
sio.on('connect', (_sid, _environ, auth) => {
  if (auth?.refuse) throw new cjs.ConnectionRefusedError('refused by the other copy', { code: 7 });
});
sio.on('pair', () => cjs.tuple('one', 2));
const { port } = await sio.listen(0, '127.0.0.1');
const url = `http://127.0.0.1:${port}`;

const client = new cjs.Client();
await client.connect(url);
const pair = await client.call('pair');
await client.disconnect();

const stranger = new esm.Client({ reconnection: false });
let refusal;
stranger.on('connect_error', (data) => {
  refusal = data;
});
const failure = await stranger.connect(url, { auth: { refuse: true } }).catch((error) => error);
const family = failure instanceof cjs.ConnectionError && failure instanceof esm.SocketIOError;
await stranger.disconnect();
await sio.shutdown();

console.log(
  JSON.stringify({
    different: esm.tuple !== cjs.tuple,
    recognised: recognised.length === errors.length,
    confused,
    pair,
    refusal,
    family,
  }),
);

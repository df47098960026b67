/**
 * This parser beside socket.io-parser, in one process, on the built package: `pnpm --filter @x/socketio-parser bench`.
 *
 * The two take turns in short rounds; a case's figure is the fastest round, which the rest of the machine disturbed least.
 */
import * as theirs from 'socket.io-parser';
import { encodeAck, encodeEvent, PacketDecoder } from '../dist/index.js';

const ROUNDS = 200;
const CALLS = 2_000;
const bytes = new Uint8Array(1024).fill(7);
const object = { id: 17, user: { name: 'ann', roles: ['a', 'b'] }, text: 'hello there', at: 1700000000000, ok: true };
const holder = { _placeholder: true, num: 0 };

const theirEncoder = new theirs.Encoder();
let theirPacket;
const theirDecoder = new theirs.Decoder();
theirDecoder.on('decoded', (packet) => {
  theirPacket = packet;
});
const ourDecoder = new PacketDecoder();

/** Every call gets data of its own, as servers do: one text decoded again and again would be served from caches. */
const cases = {
  'encode: event, one string': [
    (i) => encodeEvent('/', 'message', [`hello ${i}`]),
    (i) => theirEncoder.encode({ type: 2, nsp: '/', data: ['message', `hello ${i}`] }),
  ],
  'encode: event with ack': [
    (i) => encodeEvent('/chat', 'message', [`hello ${i}`, i], i),
    (i) => theirEncoder.encode({ type: 2, nsp: '/chat', data: ['message', `hello ${i}`, i], id: i }),
  ],
  'encode: ack': [
    (i) => encodeAck('/', i, ['ok', i]),
    (i) => theirEncoder.encode({ type: 3, nsp: '/', data: ['ok', i], id: i }),
  ],
  'encode: event, object': [
    (i) => encodeEvent('/', 'message', [{ ...object, id: i }]),
    (i) => theirEncoder.encode({ type: 2, nsp: '/', data: ['message', { ...object, id: i }] }),
  ],
  'encode: event, 1 KiB binary': [
    (i) => encodeEvent('/', 'file', [bytes, { id: i }]),
    (i) => theirEncoder.encode({ type: 2, nsp: '/', data: ['file', bytes, { id: i }] }),
  ],
  'decode: event, one string': decoding((i) => `2["message","hello ${i}"]`),
  'decode: event with ack': decoding((i) => `2/chat,${i}["message","hello ${i}",${i}]`),
  'decode: ack': decoding((i) => `3${i}["ok",${i}]`),
  'decode: event, object': decoding((i) => `2["message",${JSON.stringify({ ...object, id: i })}]`),
  'decode: event, 1 KiB binary': decoding((i) => `51-["file",${JSON.stringify(holder)},{"id":${i}}]`, bytes),
};

function decoding(make, attachment) {
  const texts = Array.from({ length: CALLS }, (_, i) => make(i));
  const ours = (i) => {
    const packet = ourDecoder.text(texts[i]);
    return attachment ? ourDecoder.binary(attachment) : packet;
  };
  const theirs = (i) => {
    theirDecoder.add(texts[i]);
    if (attachment) theirDecoder.add(attachment);
    return theirPacket;
  };
  return [ours, theirs];
}

let sink = 0;
function round(call) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < CALLS; i++) if (call(i) !== undefined) sink++;
  return Number(process.hrtime.bigint() - start) / CALLS;
}

const only = process.argv[2];
console.log(
  `${'case'.padEnd(30)} ${'ours'.padStart(8)} ${'theirs'.padStart(8)}  ratio   (ns per packet, fastest of ${ROUNDS} rounds)`,
);
for (const [name, [ours, others]] of Object.entries(cases)) {
  if (only !== undefined && !name.includes(only)) continue;
  let [x, y] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < ROUNDS; i++) {
    x = Math.min(x, round(ours));
    y = Math.min(y, round(others));
  }
  console.log(`${name.padEnd(30)} ${x.toFixed(0).padStart(8)} ${y.toFixed(0).padStart(8)}  ${(y / x).toFixed(2)}`);
}
if (sink === 0) throw new Error('nothing was measured');

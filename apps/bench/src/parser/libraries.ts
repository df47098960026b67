import { Buffer } from 'node:buffer';
import { Decoder, Encoder, PacketType } from 'socket.io-parser';
import { library } from '../library.js';
import type { TargetName } from '../messages.js';
import type { Operation } from './operations.js';

/** A step that is repeated; it returns something that depends on all of its work. */
export type Step = () => unknown;

export interface Parser {
  encode(operation: Operation): Step;
  decode(operation: Operation): Step;
}

const socketIo: Parser = {
  encode({ event, args, id }) {
    const encoder = new Encoder();
    return () =>
      encoder.encode({ type: PacketType.EVENT, nsp: '/', data: [event, ...args], ...(id !== undefined && { id }) });
  },
  decode({ wire, attachments }) {
    const decoder = new Decoder();
    let last: unknown;
    decoder.on('decoded', (packet: unknown) => {
      last = packet;
    });
    return () => {
      decoder.add(wire);
      for (const bytes of attachments) decoder.add(bytes);
      return last;
    };
  },
};

const PLACEHOLDER = { _placeholder: true, num: 0 };
const MOST_ATTACHMENT_BYTES = 1_000_000;

async function ours(checkout: string | undefined): Promise<Parser> {
  const parser = await library<typeof import('@x/socketio-parser')>('socketio-parser', checkout);
  return {
    encode({ event, args, id }) {
      return () => parser.encodeEvent('/', event, args, id);
    },
    decode({ wire, attachments }) {
      if (attachments.length === 0) return () => parser.decodeText(wire);
      return () => {
        const pending = new parser.Reconstruction(parser.decodeText(wire), MOST_ATTACHMENT_BYTES);
        let packet: unknown;
        for (const bytes of attachments) packet = pending.add(bytes);
        return packet;
      };
    },
  };
}

/** The ceiling: the payload's JSON and nothing else. A parser that knows its shapes can still be faster. */
const bareJson: Parser = {
  encode: ({ event, args }) => {
    const values = args.map((value) => (Buffer.isBuffer(value) ? PLACEHOLDER : value));
    return () => JSON.stringify([event, ...values]);
  },
  decode: ({ wire }) => {
    const payload = wire.slice(wire.indexOf('['));
    return () => JSON.parse(payload);
  },
};

export async function parserOf(target: TargetName, checkout: string | undefined): Promise<Parser> {
  if (target === 'socket.io') return socketIo;
  return target === 'json' ? bareJson : ours(target === 'base' ? checkout : undefined);
}

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

export async function parserOf(target: TargetName, checkout: string | undefined): Promise<Parser> {
  return target === 'socket.io' ? socketIo : ours(target === 'base' ? checkout : undefined);
}

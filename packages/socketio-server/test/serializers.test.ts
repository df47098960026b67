import type { Socket } from 'socket.io-client';
import * as msgpackParser from 'socket.io-msgpack-parser';
import { afterEach, describe, expect, it } from 'vitest';
import { Server, tuple } from '../src/index.js';
import { type Fixture, next, refusal, serve } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('msgpack', () => {
  it('carries events, acknowledgements, binary values, namespaces, refusals and goodbyes', async () => {
    fixture = await serve({ serializer: 'msgpack' });
    const { sio } = fixture;
    const parser = { parser: msgpackParser as never };
    const chat = sio.of('/chat');
    chat.on('connect', (_sid, _environ, auth) => auth?.token === 'good');
    chat.on('echo', (_sid, ...args) => tuple(...args));
    expect((await refusal(fixture.open('/chat', parser))).message).toBe('Connection rejected by server');
    const client: Socket = await fixture.connect('/chat', { ...parser, auth: { token: 'good' } });
    const data = { text: 'Grüße', number: 1.5, list: [null, true], bytes: Buffer.from([1, 2, 3]) };
    const [first, second] = await new Promise<unknown[]>((resolve) =>
      client.emit('echo', data, 2, (...args: unknown[]) => resolve(args)),
    );
    expect(JSON.stringify(first)).toBe(JSON.stringify({ ...data, bytes: Buffer.from(data.bytes) }));
    expect(second).toBe(2);
    const heard = next(client, 'news');
    await chat.emit('news', tuple('a', Buffer.from([9])));
    expect(await heard).toEqual(['a', Buffer.from([9])]);
    client.on('q', (value, reply) => reply(value + 1));
    expect(await chat.call('q', 1, { to: client.id! })).toBe(2);
    const gone = next(client, 'disconnect');
    await chat.disconnect(client.id!);
    expect(await gone).toEqual(['io server disconnect', undefined]);
  });

  it('refuses what is no packet', async () => {
    fixture = await serve({ serializer: 'msgpack' });
    const wire = await Wire.open(fixture.url);
    wire.send(Buffer.from([0xff, 0x00]));
    await wire.closed;
  });
});

describe('a custom json', () => {
  it('writes and reads all payloads', async () => {
    const json = {
      stringify: (value: unknown) =>
        JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? { $big: String(item) } : item)),
      parse: (text: string): unknown =>
        JSON.parse(text, (_key, item) =>
          item && typeof item === 'object' && '$big' in item ? BigInt(item.$big) : item,
        ),
    };
    fixture = await serve({ json });
    fixture.sio.on('double', (_sid, value: bigint) => value * 2n);
    expect(await (await fixture.connect()).emitWithAck('double', { $big: '21' })).toEqual({ $big: '42' });
  });
});

describe('a custom serializer', () => {
  it('is asked for everything that is sent and received', async () => {
    const { DefaultSerializer } = await import('@x/socketio-parser');
    const standard = new DefaultSerializer();
    // The packets of the default one, backwards.
    const reversed = (text: string) => [...text].reverse().join('');
    fixture = await serve({
      serializer: {
        encode(packet) {
          const { text, attachments } = standard.encode(packet);
          return { text: reversed(text!), attachments };
        },
        createDecoder(options) {
          const decoder = standard.createDecoder(options);
          return {
            get pending() {
              return decoder.pending;
            },
            text: (data) => decoder.text(reversed(data)),
            binary: (data) => decoder.binary(data),
            reset: () => decoder.reset(),
          };
        },
      },
    });
    fixture.sio.on('echo', (_sid, value) => value);
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40');
    // The engine's own digit stays in front.
    expect(reversed(String(await wire.next()).slice(1))).toMatch(/^0\{"sid":/);
    wire.send(`4${reversed('21["echo","x"]')}`);
    expect(await wire.next()).toBe(`4${reversed('31["x"]')}`);
    wire.send(`4${reversed('51-2["echo",{"_placeholder":true,"num":0}]')}`, Buffer.from([7]));
    expect(await wire.next()).toBe(`4${reversed('61-2[{"_placeholder":true,"num":0}]')}`);
    expect(await wire.next()).toEqual(Buffer.from([7]));
  });

  it('must be one, or the default by its name', async () => {
    fixture = await serve({ serializer: 'default' });
    fixture.sio.on('echo', (_sid, value) => value);
    expect(await (await fixture.connect()).emitWithAck('echo', [1])).toEqual([1]);
    expect(() => new Server({ serializer: 'pickle' as never })).toThrow("serializer must be 'default', 'msgpack' or a");
  });
});

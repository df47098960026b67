import { describe, expect, it } from 'vitest';
import { CLOSE, closeFrame, frame, LAST, PING, TEXT, TEXT_FRAGMENT } from './support/client-frames.js';
import { Peer } from './support/peer.js';
import { startServer } from './support/server.js';

const PONG = 0x8a;
const code = (value: number, reason = ''): string => String.fromCharCode(value >> 8, value & 255) + reason;

/** A server, a peer with a session, and the session as the server sees it. */
async function start(...options: Parameters<typeof startServer>) {
  const server = await startServer(...options);
  const peer = await Peer.open(server.port);
  return { ...server, peer, seen: server.sessions[0]! };
}

describe('a peer that says goodbye', () => {
  it.each([
    ['with a code', closeFrame(1000), code(1000), 1000],
    ['with a code and a reason', closeFrame(4001, 'é, bye'), code(4001, '\xc3\xa9, bye'), 4001],
    ['with the longest reason', closeFrame(1001, 'x'.repeat(123)), code(1001, 'x'.repeat(123)), 1001],
    ['without a word', frame(CLOSE), '', 1005],
  ])('%s gets the same back, and the end of the connection', async (_name, bytes, answer, told) => {
    const { peer, seen } = await start();
    peer.write(bytes);
    expect(await peer.frame()).toEqual([CLOSE, answer]);
    expect(await peer.over).toBe('ended');
    peer.socket.end();
    expect(await seen.closed).toEqual(['transport close', `close code ${told}`]);
  });

  it('gets what was sent to it before, and is not heard any more', async () => {
    const { peer, seen } = await start();
    peer.write(frame(TEXT, '4a'), frame(PING, 'p'), closeFrame(1000), frame(TEXT, '4b'), frame(PING), frame(0xff));
    expect(await peer.frame()).toEqual([TEXT, '4a']);
    expect(await peer.frame()).toEqual([PONG, 'p']);
    expect(await peer.frame()).toEqual([CLOSE, code(1000)]);
    peer.write(frame(TEXT, '4c'));
    peer.socket.end();
    expect(await peer.rest()).toBe('');
    await seen.closed;
    expect(seen.received).toEqual(['a']);
  });

  it('and stays all the same is cut off', async () => {
    const { peer, seen } = await start({ pingTimeout: 50 });
    peer.write(closeFrame(1000));
    expect(await peer.over).toBe('ended');
    expect(await seen.closed).toEqual(['transport close', 'close code 1000']);
  });
});

describe('our goodbye', () => {
  it('has no code, and the answer to it ends the connection', async () => {
    const { peer, seen, engine } = await start();
    seen.session.close();
    expect(await peer.frame()).toEqual([CLOSE, '']);
    peer.write(frame(CLOSE));
    expect(await peer.rest()).toBe('');
    peer.socket.end();
    expect(await seen.closed).toEqual(['server disconnect', undefined]);
    await engine.close();
  });

  it('and that of the peer may cross: neither is answered', async () => {
    const { peer, seen } = await start({}, (session) => ({ text: () => session.close() }));
    // The second one is on its way when the first one has us say goodbye.
    peer.write(frame(TEXT, '4x'), closeFrame(1000));
    expect(await peer.frame()).toEqual([CLOSE, '']);
    expect(await peer.rest()).toBe('');
    expect(await seen.closed).toEqual(['server disconnect', undefined]);
    expect(seen.closes).toBe(1);
  });

  it('is the last that we say, to pings and to mistakes too', async () => {
    const { peer, seen } = await start();
    seen.session.close();
    expect(await peer.frame()).toEqual([CLOSE, '']);
    peer.write(frame(PING, 'p'), frame(TEXT, '4a'), frame(TEXT, 'x', { mask: undefined }));
    expect(await peer.rest()).toBe('');
    expect(seen.received).toEqual([]);
  });

  it('that is not answered has the connection cut, though the peer goes on sending', async () => {
    const { peer, seen } = await start({ pingTimeout: 50 });
    const message = frame(TEXT, `4${'x'.repeat(1000)}`);
    seen.session.close();
    peer.socket.on('drain', () => peer.write(message));
    while (!peer.socket.destroyed) {
      peer.write(message);
      await new Promise(setImmediate);
    }
    expect(seen.received).toEqual([]);
  });
});

describe('a peer that breaks the rules', () => {
  it.each([
    ['reserved bits', frame(0xf1), 1002, 'a frame with reserved bits, of an extension that was not negotiated'],
    ['no mask', frame(TEXT, '4', { mask: undefined }), 1002, 'a frame that is not masked'],
    ['an unknown opcode', frame(0x83), 1002, 'a frame with the unknown opcode 3'],
    ['a continuation of nothing', frame(LAST), 1002, 'a continuation of nothing'],
    ['a close frame with half a code', frame(CLOSE, 'x'), 1002, 'a close frame with half a code'],
    ['a code that is for nobody to send', closeFrame(1006), 1002, 'a close frame with the code 1006'],
    [
      'a reason that is no text',
      closeFrame(1000, Buffer.of(255)),
      1007,
      'a close frame with a reason that is not UTF-8',
    ],
    ['text that is none', frame(TEXT, Buffer.of(0x34, 0xff)), 1007, 'a text message that is not UTF-8'],
    ['text that ends too soon', frame(TEXT, Buffer.of(0x34, 0xe2, 0x82)), 1007, 'a text message that is not UTF-8'],
    ['half a pair of surrogates', frame(TEXT, Buffer.of(0xed, 0xa0, 0x80)), 1007, 'a text message that is not UTF-8'],
    ['too much', frame(TEXT, '4'.repeat(2000)), 1009, 'a message of more than 1000 bytes'],
  ])('with %s is told so, and so is the handler', async (_name, bytes, expected, detail) => {
    const { peer, seen, engine } = await start({ maxHttpBufferSize: 1000 });
    peer.write(frame(TEXT, '4before'), bytes, frame(TEXT, '4after'));
    expect(await peer.frame()).toEqual([TEXT, '4before']);
    expect(await peer.frame()).toEqual([CLOSE, code(expected)]);
    expect(await peer.rest()).toBe('');
    expect(await seen.closed).toEqual(['transport error', detail]);
    expect(seen.received).toEqual(['before']);
    expect(engine.clientsCount).toBe(0);
  });

  it('after an empty packet is not heard, whatever byte follows', async () => {
    const { peer, seen } = await start();
    peer.write(frame(TEXT), '4');
    expect(await seen.closed).toEqual(['parse error', 'unexpected packet ""']);
    expect(seen.received).toEqual([]);
  });

  it('and goes on sending is read, but not heard, until it is cut off', async () => {
    const { peer, seen } = await start({ pingTimeout: 50 });
    peer.write(frame(0xf1));
    expect(await peer.frame()).toEqual([CLOSE, code(1002)]);
    while (!peer.socket.destroyed) {
      peer.write(frame(TEXT, `4${'x'.repeat(1000)}`));
      await new Promise(setImmediate);
    }
    expect(seen.received).toEqual([]);
    expect(seen.closes).toBe(1);
  });
});

describe('a connection', () => {
  it('that the peer ends without a goodbye is ended, and what came before is answered', async () => {
    const { peer, seen } = await start();
    peer.write(frame(TEXT, '4a'), frame(TEXT_FRAGMENT, '4b'));
    peer.socket.end();
    expect(await peer.frame()).toEqual([TEXT, '4a']);
    expect(await peer.rest()).toBe('');
    expect(await seen.closed).toEqual(['transport close', 'close code 1006']);
    expect(seen.received).toEqual(['a']);
  });

  it('that is reset has no code', async () => {
    const { peer, seen } = await start();
    peer.socket.resetAndDestroy();
    expect(await seen.closed).toEqual(['transport close', 'close code 1006']);
  });

  it('that goes silent in the middle of a frame is one that does not answer pings', async () => {
    const { peer, seen } = await start({ pingInterval: 50, pingTimeout: 50 });
    peer.write(frame(TEXT, '4never ends', { announced: 1000 }));
    expect((await seen.closed)[0]).toBe('ping timeout');
  });
});

describe('what may be in a text', () => {
  it.each([
    ['a byte order mark', '\ufeff'],
    ['the character for what cannot be read', '\ufffd'],
    ['NUL', '\u0000'],
    ['the last character', '\u{10ffff}'],
    ['none at all', ''],
  ])('%s', async (_name, text) => {
    const { peer, seen } = await start();
    peer.write(frame(TEXT, `4${text}a`), frame(TEXT, `4${text}`, { mask: 0 }));
    expect((await peer.frame())[1]).toBe(Buffer.from(`4${text}a`).toString('latin1'));
    await peer.frame();
    expect(seen.received).toEqual([`${text}a`, text]);
  });

  it('is cut anywhere: in the frame, by frames, by chunks', async () => {
    const { peer, seen } = await start();
    const content = Buffer.from('4漢字 é \u{1f600}');
    for (let at = 1; at < content.length; at++) {
      const bytes = Buffer.concat([frame(TEXT_FRAGMENT, content.subarray(0, at)), frame(LAST, content.subarray(at))]);
      for (const byte of bytes) peer.socket.write(Uint8Array.of(byte));
      await peer.frame();
    }
    expect(new Set(seen.received)).toEqual(new Set(['漢字 é \u{1f600}']));
  });
});

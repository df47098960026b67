import { afterEach, describe, expect, it } from 'vitest';
import { type Fixture, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

const hostile = {
  // biome-ignore lint/suspicious/noThenProperty: that is the point
  get then(): never {
    throw new Error('mine');
  },
};

describe('a handler that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('mine');
      },
    ],
    [
      'returns what cannot be acknowledged',
      () => {
        const a: unknown[] = [];
        a.push(a);
        return a;
      },
    ],
    ['returns something whose `then` throws', () => hostile],
    [
      'returns a thenable that fails',
      // biome-ignore lint/suspicious/noThenProperty: that is the point
      () => ({ then: (_: unknown, no: (error: Error) => void) => no(new Error('mine')) }),
    ],
  ])('is logged when it %s, and harms neither client nor server', async (_how, handler: () => unknown) => {
    fixture = await serve();
    fixture.sio.on('bad', handler).on('good', () => 'fine');
    const client = await fixture.connect();
    client.emit('bad', () => expect.unreachable('a failure is no answer'));
    await until(() => fixture.log.errors.length === 1);
    expect(await client.emitWithAck('good')).toBe('fine');
  });

  it('is told to the nearest error handler with all that is known of the event', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const failure = new Error('mine');
    const seen: unknown[] = [];
    const fail = () => {
      throw failure;
    };
    sio.on('bad', fail).on('bad', fail, { namespace: '/chat' });
    sio.onErrorDefault((error, context) => {
      seen.push(['default', error, context]);
    });
    sio.onError(
      (error, context) => {
        seen.push(['chat', error, context]);
        return 'sorry';
      },
      { namespace: '/chat' },
    );
    const [client, chatter] = [await fixture.connect(), await fixture.connect('/chat')];
    client.emit('bad', 1);
    expect(await chatter.emitWithAck('bad', 1, 'two')).toBe('sorry');
    await until(() => seen.length === 2);
    expect(seen).toContainEqual([
      'chat',
      failure,
      { sid: chatter.id, namespace: '/chat', event: 'bad', args: [1, 'two'] },
    ]);
    expect(seen).toContainEqual(['default', failure, { sid: client.id, namespace: '/', event: 'bad', args: [1] }]);
    expect(fixture.log.errors).toEqual([]);
  });

  it('is not lost when the error handler fails itself', async () => {
    fixture = await serve();
    fixture.sio.on('bad', () => {
      throw new Error('first');
    });
    fixture.sio.onError(() => {
      throw new Error('second');
    });
    (await fixture.connect()).emit('bad');
    await until(() => fixture.log.errors.length === 2);
    expect(fixture.log.errors.map(String).sort()).toEqual(['Error: first', 'Error: second']);
  });

  it('is not lost when the error handler fails later', async () => {
    fixture = await serve();
    fixture.sio
      .on('bad', () => {
        throw new Error('first');
      })
      .on('good', () => 'fine');
    fixture.sio.onError(async () => {
      throw new Error('second');
    });
    const client = await fixture.connect();
    client.emit('bad', () => {});
    await until(() => fixture.log.errors.length === 2);
    expect(await client.emitWithAck('good')).toBe('fine');
  });
});

describe('background tasks', () => {
  it('give their result, and log their failure', async () => {
    fixture = await serve();
    const { sio } = fixture;
    expect(await sio.startBackgroundTask(async (a: number, b: number) => a + b, 1, 2)).toBe(3);
    const failure = new Error('mine');
    void sio.startBackgroundTask(() => {
      throw failure;
    });
    await until(() => fixture.log.errors.length === 1);
    expect(fixture.log.errors).toEqual([failure]);
    await sio.sleep(1);
    await sio.sleep();
  });
});

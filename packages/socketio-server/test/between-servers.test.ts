import type { EmitOptions } from '@x/socketio-adapter';
import { afterEach, describe, expect, it } from 'vitest';
import { Manager } from '../src/index.js';
import { type Fixture, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

/** The smallest cluster there is: managers that know each other. */
class Linked extends Manager {
  readonly others: Linked[] = [];

  override async serverSideEmit(event: string, args: readonly unknown[]): Promise<void> {
    for (const other of this.others) other.host?.serverEvent(event, args);
  }
}

/** Notes which of its calls are for this server alone. */
class Noting extends Manager {
  readonly calls: string[] = [];

  override broadcast(namespace: string, event: string, args: readonly unknown[], options: EmitOptions): Promise<void> {
    this.calls.push(`${event} ${options.ignoreQueue}`);
    return super.broadcast(namespace, event, args, options);
  }

  override request(...args: Parameters<Manager['request']>): ReturnType<Manager['request']> {
    this.calls.push(`${args[1]} ${args[3].ignoreQueue}`);
    return super.request(...args);
  }

  override disconnect(...args: Parameters<Manager['disconnect']>): Promise<void> {
    this.calls.push(`disconnect ${args[1]?.ignoreQueue}`);
    return super.disconnect(...args);
  }
}

describe('ignoreQueue', () => {
  it('reaches the client manager from every method that takes it', async () => {
    const manager = new Noting();
    fixture = await serve({ clientManager: manager });
    const { sio } = fixture;
    const client = await fixture.connect();
    client.on('question', (acknowledge) => acknowledge());
    for (const ignoreQueue of [true, undefined]) {
      await sio.emit('emitted', 1, { ignoreQueue });
      await sio.send('sent', { ignoreQueue });
      await sio.call('question', undefined, { to: client.id!, ignoreQueue });
      await new Promise((callback) => sio.emit('question', undefined, { callback, ignoreQueue }));
      await sio.disconnect('nobody', { ignoreQueue });
    }
    await sio.local.emit('fluent');
    const all = (value: unknown) =>
      ['emitted', 'message', 'question', 'question', 'disconnect'].map((of) => `${of} ${value}`);
    expect(manager.calls).toEqual([...all(true), ...all(undefined), 'fluent true']);
  });
});

describe('messages between servers', () => {
  it('reach the others, not the sender, and errors in their handlers are reported', async () => {
    const [here, there] = [new Linked(), new Linked()];
    here.others.push(there);
    fixture = await serve({ clientManager: here });
    await using other = await serve({ clientManager: there });
    const heard: unknown[][] = [];
    fixture.sio.onServer('e', () => expect.unreachable('the sender does not hear itself'));
    other.sio.onServer('e', (...args) => void heard.push(args));
    await fixture.sio.serverSideEmit('e', 1, 'two');
    await fixture.sio.serverSideEmit('unknown');
    expect(heard).toEqual([[1, 'two']]);
    other.sio.onServer('e', () => {
      throw new Error('mine');
    });
    await fixture.sio.serverSideEmit('e');
    other.sio.onServer('e', async () => {
      throw new Error('also mine');
    });
    await fixture.sio.serverSideEmit('e');
    await until(() => other.log.errors.length === 2);
    expect(other.log.errors.map(String)).toEqual(['Error: mine', 'Error: also mine']);
  });
});

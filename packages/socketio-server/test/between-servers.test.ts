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

import { describe, expect, it, vi } from 'vitest';
import {
  BadNamespaceError,
  ConnectionError,
  ConnectionRefusedError,
  DisconnectedError,
  ERROR_CODES,
  PacketError,
  SocketIOError,
  TimeoutError,
} from '../src/index.js';

const made = [
  [new SocketIOError('INVALID_ARGUMENT', 'm'), 'SocketIOError', 'INVALID_ARGUMENT'],
  [new ConnectionError('m'), 'ConnectionError', 'CONNECTION_ERROR'],
  [new ConnectionRefusedError('m'), 'ConnectionRefusedError', 'CONNECTION_REFUSED'],
  [new TimeoutError('m'), 'TimeoutError', 'TIMEOUT'],
  [new DisconnectedError('m'), 'DisconnectedError', 'DISCONNECTED'],
  [new BadNamespaceError('m'), 'BadNamespaceError', 'BAD_NAMESPACE'],
  [new PacketError('m'), 'PacketError', 'MALFORMED_PACKET'],
] as const;

describe('errors', () => {
  it.each(made)('%s carry name, code and message', (error, name, code) => {
    expect(error).toMatchObject({ name, code, message: 'm' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(SocketIOError);
  });

  it('have one code each, and every code is used', () => {
    expect(made.map(([, , code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('are told apart by class', () => {
    expect(new ConnectionRefusedError()).toBeInstanceOf(ConnectionError);
    expect(new ConnectionError('m')).not.toBeInstanceOf(ConnectionRefusedError);
    expect(new TimeoutError()).not.toBeInstanceOf(DisconnectedError);
    expect(new Error('m')).not.toBeInstanceOf(SocketIOError);
    expect({ code: 'TIMEOUT' }).not.toBeInstanceOf(TimeoutError);
  });

  it('of another copy of this package are recognised too', async () => {
    vi.resetModules();
    const other = await import('../src/errors.js');
    expect(other.TimeoutError).not.toBe(TimeoutError);
    expect(new other.TimeoutError()).toBeInstanceOf(TimeoutError);
    expect(new other.ConnectionRefusedError()).toBeInstanceOf(ConnectionError);
    expect(new other.TimeoutError()).not.toBeInstanceOf(PacketError);
  });

  it('may be extended by applications, whose classes are told apart the ordinary way', () => {
    class Mine extends TimeoutError {}
    expect(new Mine()).toBeInstanceOf(Mine);
    expect(new Mine()).toBeInstanceOf(TimeoutError);
    expect(new TimeoutError()).not.toBeInstanceOf(Mine);
  });

  it('keep their cause', () => {
    const cause = new Error('inner');
    expect(new ConnectionError('m', { cause }).cause).toBe(cause);
  });

  it('of a refusal carry what the client is told', () => {
    expect(new ConnectionRefusedError('why', { code: 7 })).toMatchObject({ message: 'why', data: { code: 7 } });
    expect(new ConnectionRefusedError()).toMatchObject({ message: 'Connection rejected by server', data: undefined });
  });
});

import * as app from '@x/socketio-app';
import { expect, it } from 'vitest';
import * as binding from '../src/index.js';

/** What only bindings to frameworks need. */
const FOR_BINDINGS = ['FrozenSession', 'StoredSession', 'followListen', 'listen', 'mount', 'requestOf'];

it('one import serves: everything that applications use of the facade is here, with the own SocketIO in its place', () => {
  for (const [name, value] of Object.entries(app)) {
    if (FOR_BINDINGS.includes(name)) expect(binding).not.toHaveProperty(name);
    else if (name !== 'SocketIO') expect(binding, name).toHaveProperty(name, value);
  }
  expect(binding.SocketIO).not.toBe(app.SocketIO);
  expect(binding.SocketIO.prototype).toBeInstanceOf(app.SocketIO);
});

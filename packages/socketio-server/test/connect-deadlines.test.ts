import { expect, it } from 'vitest';
import { ConnectDeadlines } from '../src/connect-deadlines.js';
import type { Connection } from '../src/connection.js';
import { deferred, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

it('a connection that is given more time goes to the end of the line', async () => {
  const expired: unknown[] = [];
  const both = deferred();
  const deadlines = new ConnectDeadlines(30, (connection) => {
    if (expired.push(connection) === 2) both.resolve();
  });
  const [early, late] = [{}, {}] as Connection[];
  deadlines.start(early!);
  deadlines.start(late!);
  const begin = performance.now();
  while (performance.now() < begin + 5);
  deadlines.start(early!);
  await both.promise;
  expect(expired[0]).toBe(late);
  expect(expired[1]).toBe(early);
  deadlines.stop();
});

it('who leaves while its connect handler runs gets time once, not again when the handler ends', async () => {
  await using fixture = await serve({ connectTimeout: 60_000 });
  const started: unknown[] = [];
  const { start } = ConnectDeadlines.prototype;
  ConnectDeadlines.prototype.start = function (connection) {
    started.push(connection);
    start.call(this, connection);
  };
  try {
    const [entered, release, left] = [deferred(), deferred(), deferred()];
    fixture.sio.on('connect', () => {
      entered.resolve();
      return release.promise;
    });
    fixture.sio.on('disconnect', () => left.resolve());
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40');
    await entered.promise;
    wire.send('41');
    await until(() => started.length === 2);
    release.resolve();
    await left.promise;
    expect(started).toHaveLength(2);
  } finally {
    ConnectDeadlines.prototype.start = start;
  }
});

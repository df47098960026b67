import { addressOf } from './address.mjs';
import { requireProgram } from './apt.mjs';
import { makeBroker } from './broker.mjs';
import { probe } from './probe.mjs';

export function redis() {
  const address = addressOf('REDIS_URL', 'redis:', 6379);
  return makeBroker({
    title: 'Redis',
    name: 'redis',
    address,
    // One that wants a password is there all the same.
    answers: () => probe(address, 'PING\r\n', (answer) => /^(\+PONG|-NOAUTH)/.test(answer.toString('latin1'))),
    processes: ['redis'],
    launch(folder, [server], say) {
      const program = requireProgram('redis-server', 'redis-server', say);
      const nothingOnDisk = ['--save', '', '--appendonly', 'no'];
      server?.start(program, [
        '--bind',
        '127.0.0.1',
        '--port',
        String(address.port),
        '--dir',
        folder,
        ...nothingOnDisk,
      ]);
    },
  });
}

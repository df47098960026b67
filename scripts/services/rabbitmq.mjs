import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf } from './address.mjs';
import { requireProgram } from './apt.mjs';
import { makeBroker } from './broker.mjs';
import { probe } from './probe.mjs';

/** Debian's command of that name changes to the user `rabbitmq` first, who may not write to our folder; this one does not. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const PROTOCOL_HEADER = Uint8Array.from([...Buffer.from('AMQP'), 0, 0, 9, 1]);
const METHOD_FRAME = 1;

export function rabbitmq() {
  const address = addressOf('AMQP_URL', 'amqp:', 5672);
  return makeBroker({
    title: 'RabbitMQ',
    name: 'rabbitmq',
    address,
    answers: () => probe(address, PROTOCOL_HEADER, (answer) => answer[0] === METHOD_FRAME),
    processes: ['epmd', 'rabbitmq'],
    launch(folder, [epmd, server], say) {
      const program = requireProgram(SERVER, 'rabbitmq-server', say);
      const env = environment(folder, address.port);
      // Erlang would start its port mapper by itself and leave it behind for good; ours ends with the broker.
      epmd?.start(
        requireProgram('epmd', 'erlang-base', say),
        ['-port', env.ERL_EPMD_PORT, '-address', '127.0.0.1'],
        env,
      );
      server?.start(program, [], env);
    },
  });
}

/**
 * Everything below our folder and next to nothing shared with a RabbitMQ of the system: cookie, name, ports, plugins.
 * @param {string} folder
 * @param {number} port
 */
function environment(folder, port) {
  const plugins = join(folder, 'enabled_plugins');
  const config = join(folder, 'rabbitmq.conf');
  writeFileSync(plugins, '[].\n');
  writeFileSync(
    config,
    `listeners.tcp.1 = 127.0.0.1:${port}\ndisk_free_limit.absolute = 50MB\nlog.console.level = warning\n`,
  );
  return {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: String(other(port, 1)),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `socketio-${port}@localhost`,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(other(port, 2)),
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none +sbwtdcpu none +sbwtdio none',
  };
}

/**
 * Another port that follows from the first one, so that two brokers on one machine do not meet.
 * @param {number} port
 * @param {number} nth
 */
const other = (port, nth) => (port > 40_000 ? port - nth * 10_000 : port + nth * 10_000);

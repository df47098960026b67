import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StepError } from '../toolchain.mjs';
import { addressOf } from './address.mjs';
import { requireProgram } from './apt.mjs';
import { makeBroker } from './broker.mjs';
import { folderOf } from './daemon.mjs';
import { probe } from './probe.mjs';

const POM = fileURLToPath(new URL('./kafka/pom.xml', import.meta.url));
const LOGGING = fileURLToPath(new URL('./kafka/log4j.properties', import.meta.url));
/** Request 3 (metadata), version 1, correlation id 7, no client id, no topics. */
const METADATA_REQUEST = Buffer.from('0000000e' + '0003' + '0001' + '00000007' + 'ffff' + '00000000', 'hex');

export function kafka() {
  const address = addressOf('KAFKA_URL', 'kafka:', 9092);
  return makeBroker({
    title: 'Kafka',
    name: 'kafka',
    address,
    answers: () => probe(address, METADATA_REQUEST, hasBroker),
    processes: ['kafka'],
    launch(folder, [server], say) {
      const java = requireProgram('java', 'default-jre-headless', say);
      const classpath = join(requireJars(say), '*');
      const properties = configure(folder, address.port);
      format(java, classpath, properties, folder);
      const options = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', `-Dlog4j.configuration=file:${LOGGING}`];
      server?.start(java, [...options, '-cp', classpath, 'kafka.Kafka', properties]);
    },
  });
}

/**
 * Whether the answer (length, correlation id, list of brokers) names a broker: one that is still starting names none.
 * @param {Buffer} answer
 */
function hasBroker(answer) {
  return answer.length >= 12 && answer.readInt32BE(4) === 7 && answer.readInt32BE(8) > 0;
}

/**
 * The folder with the jars of the version that the pom names; Maven fetches them once.
 * @param {(message: string) => void} say
 */
function requireJars(say) {
  const jars = join(folderOf('kafka'), 'libs');
  if (existsSync(jars)) return jars;
  const maven = requireProgram('mvn', 'maven', say);
  say('fetching its jars from Maven Central ...');
  // Under a name of its own first: an interrupted download must not look like a finished one.
  const partial = `${jars}.${process.pid}`;
  const args = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  const done = spawnSync(maven, [...args, `-DoutputDirectory=${partial}`], { encoding: 'utf8' });
  if (done.status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new StepError(`Maven could not fetch Kafka's jars:\n${done.stdout}${done.stderr}`);
  }
  renameSync(partial, jars);
  return jars;
}

/**
 * One node that is broker and controller at once (KRaft), with every replication factor at one.
 * @param {string} folder
 * @param {number} port
 * @returns {string} the path of its configuration
 */
function configure(folder, port) {
  const file = join(folder, 'server.properties');
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${port + 1}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'num.partitions': 1,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'log.retention.minutes': 10,
    'auto.create.topics.enable': true,
  };
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  return file;
}

/**
 * @param {string} java
 * @param {string} classpath
 * @param {string} properties
 * @param {string} folder
 */
function format(java, classpath, properties, folder) {
  if (existsSync(join(folder, 'data', 'meta.properties'))) return;
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const args = ['-Xmx128m', `-Dlog4j.configuration=file:${LOGGING}`, '-cp', classpath, 'kafka.tools.StorageTool'];
  const done = spawnSync(java, [...args, 'format', '-t', id, '-c', properties], { encoding: 'utf8' });
  if (done.status !== 0) throw new StepError(`Kafka could not format its storage:\n${done.stdout}${done.stderr}`);
}

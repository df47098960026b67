import { requireLoopback } from './address.mjs';
import { startContainer, stopContainer } from './containers.mjs';
import { Daemon, folderOf } from './daemon.mjs';
import { waitUntil } from './probe.mjs';

/** How long a broker may take to answer, in milliseconds: a cold virtual machine on a busy computer. */
const START_LIMIT = 120_000;

/**
 * What the three brokers have in common: a container on standard ports where an engine runs, else processes of this machine.
 * @param {object} broker
 * @param {string} broker.title
 * @param {string} broker.name in compose.yaml
 * @param {ReturnType<typeof import('./address.mjs').addressOf>} broker.address
 * @param {() => Promise<boolean>} broker.answers
 * @param {string[]} broker.processes their names in the order in which they start
 * @param {(folder: string, daemons: Daemon[], say: (message: string) => void) => void} broker.launch
 * @returns {import('./all.mjs').Service}
 */
export function makeBroker({ title, name, address, answers, processes, launch }) {
  const folder = () => folderOf(`${name}-${address.port}`);
  const daemons = () => processes.map((process) => new Daemon(folder(), process));
  return {
    title,
    where: address.where,
    answers,
    async start(say) {
      requireLoopback(address);
      if (!address.given && startContainer(name, say)) {
        await waitUntil(answers, () => undefined, START_LIMIT);
        return 'started in a container';
      }
      const started = daemons();
      for (const daemon of started) await daemon.stop();
      launch(folder(), started, say);
      await waitUntil(answers, () => started.at(-1)?.ended(), START_LIMIT);
      return `started (pid ${started.at(-1)?.pid}, data and log in ${folder()})`;
    },
    async stop() {
      if (stopContainer(name)) return 'stopped its container';
      let stopped = false;
      for (const daemon of daemons().reverse()) stopped = (await daemon.stop()) || stopped;
      if (stopped) return 'stopped';
      return (await answers()) ? `was not started from here: left alone at ${address.where}` : 'was not running';
    },
  };
}

import type { Manager } from '@x/socketio-server';

/** The queues that can connect several servers: the variable that names one, and the package and class that speak to it. */
const QUEUES = [
  { variable: 'REDIS_URL', packageName: '@x/adapter-redis', className: 'RedisManager' },
  { variable: 'AMQP_URL', packageName: '@x/adapter-amqp', className: 'AmqpManager' },
  { variable: 'KAFKA_URL', packageName: '@x/adapter-kafka', className: 'KafkaManager' },
] as const;

type ManagerClass = new (url: string) => Manager;

/**
 * The client manager that the environment asks for, `undefined` for the one in memory.
 *
 * @throws Error when two queues are named, or the package of one is not installed.
 */
export async function managerFromEnvironment(env: NodeJS.ProcessEnv): Promise<Manager | undefined> {
  const [queue, second] = QUEUES.filter(({ variable }) => env[variable]);
  if (!queue) return undefined;
  if (second) throw new Error(`${queue.variable} and ${second.variable} are both set: one queue is enough.`);
  const { [queue.className]: ManagerClass } = await load(queue);
  return new (ManagerClass as ManagerClass)(env[queue.variable]!);
}

async function load({ variable, packageName }: (typeof QUEUES)[number]): Promise<Record<string, unknown>> {
  try {
    return await import(packageName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      `${variable} is set, but ${packageName.replace('@x/', '')} is not installed: ` +
        `add ${packageName} to apps/chat, or unset ${variable} to keep everything in memory.`,
      { cause: error },
    );
  }
}

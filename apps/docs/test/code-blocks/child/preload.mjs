// Loaded before a block's program, and into each process that it forks. The program listens on free ports of loopback
// wherever it asked to, finds its servers there by the ports that its page names, and reaches nothing else.
import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import net from 'node:net';

register('./typescript-loader.mjs', import.meta.url);

/** @type {Record<string, { host: string, port: number }>} */
const routes = JSON.parse(process.env['BLOCK_ROUTES'] ?? '{}');
const LOOPBACK = new Set(['localhost', '127.0.0.1', '0.0.0.0', '::1', '[::1]', '::']);
/** Ports from here on are given by the system, never written on a page. */
const FIRST_FREE_PORT = 30_000;
/** A program whose broker is away goes on, and would prove nothing. */
const BROKERS = new Map([
  [6379, 'redis'],
  [5672, 'rabbitmq'],
  [9092, 'kafka'],
]);

/** @param {object} message */
export function report(message) {
  if (process.env['BLOCK_REPORT']) appendFileSync(process.env['BLOCK_REPORT'], `${JSON.stringify(message)}\n`);
}

const listen = net.Server.prototype.listen;
/** @type {(this: net.Server, ...args: any[]) => net.Server} */
net.Server.prototype.listen = function listenOnFreePort(...args) {
  const [first, second] = args;
  const callback = args.find((/** @type {unknown} */ arg) => typeof arg === 'function');
  const given = typeof first === 'object' && first !== null ? first : { port: first, host: second };
  const isPath = given.path !== undefined || (typeof given.port === 'string' && !/^\d+$/.test(given.port));
  if (isPath || given.fd !== undefined || given._handle !== undefined)
    return listen.apply(this, /** @type {any} */ (args));
  const asked = typeof given.port === 'function' ? 0 : Number(given.port ?? 0);
  this.once('listening', () => {
    const { port } = /** @type {net.AddressInfo} */ (this.address());
    routes[asked] = { host: '127.0.0.1', port };
    report({ listening: asked, port });
  });
  return listen.call(this, { ...given, port: 0, host: '127.0.0.1' }, /** @type {() => void} */ (callback));
};

const connect = net.Socket.prototype.connect;
/** @type {(this: net.Socket, ...args: any[]) => net.Socket} */
net.Socket.prototype.connect = function connectByRoute(...args) {
  const [first] = args;
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options !== 'object' || options === null) {
    const [port, host] = args;
    const callback = args.find((/** @type {unknown} */ arg) => typeof arg === 'function');
    if (typeof port === 'string' && !/^\d+$/.test(port)) return connect.apply(this, /** @type {any} */ (args));
    return connectByRoute.call(this, { port, host: typeof host === 'string' ? host : 'localhost' }, callback);
  }
  if (options.path || options.port === undefined) return connect.apply(this, /** @type {any} */ (args));
  const { host = 'localhost', port } = options;
  const route = LOOPBACK.has(host)
    ? (routes[port] ?? (Number(port) >= FIRST_FREE_PORT ? { host: '127.0.0.1', port } : undefined))
    : undefined;
  if (route === undefined) {
    const error = new Error(
      LOOPBACK.has(host)
        ? `nothing listens on ${host}:${port} for this block: it needs with=..., broker=... or to listen itself`
        : `${host}:${port} is out of reach: blocks run without a network; one that cannot is types-only`,
    );
    report({ unreachable: error.message });
    const broker = LOOPBACK.has(host) ? BROKERS.get(Number(port)) : undefined;
    if (broker !== undefined) {
      console.error(`this block needs broker=${broker}`);
      process.exit(1);
    }
    process.nextTick(() => this.destroy(error));
    return this;
  }
  Object.assign(options, route);
  return connect.apply(this, /** @type {any} */ (args));
};

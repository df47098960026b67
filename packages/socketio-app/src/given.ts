import type { Framework } from './framework.js';

/** @throws TypeError for a flag that is no boolean: the text 'false' would count as true. */
export function checkFlag(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new TypeError(`${name} must be true or false, not ${shown(value)}`);
}

/** @throws TypeError for what is no application of the framework, such as the HTTP server around it. */
export function checkApp(app: unknown, { application }: Pick<Framework<never>, 'application'>): void {
  const { from = 'createServer()', methods = [] } = application ?? {};
  const isApp = (typeof app === 'object' && app !== null) || typeof app === 'function';
  if (isApp && methods.every((name) => typeof (app as Record<string, unknown>)[name] === 'function')) return;
  throw new TypeError(
    `The application must be what ${from} returned, not ${shown(app)}; attach() takes the HTTP server of one`,
  );
}

/** @throws TypeError for what could be no middleware of the framework, or is none of its matters. */
export function checkSession(session: unknown, { takesSession }: Pick<Framework<never>, 'takesSession'>): void {
  if (session === undefined) return;
  if (takesSession === false) {
    throw new TypeError('session: there is nothing here that runs middlewares; the bindings to Express and Koa do');
  }
  const wrong = [session].flat().find((middleware) => typeof middleware !== 'function');
  if (wrong === undefined) return;
  throw new TypeError(
    `session must be a middleware, what session({ ... }) of express-session or koa-session returned, or a list of them: not ${shown(wrong)}`,
  );
}

/** @throws TypeError for what no session can become. */
export function checkSessionData(data: unknown): asserts data is object {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return;
  throw new TypeError(`context().session can only become another object, not ${shown(data)}; {} empties it`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

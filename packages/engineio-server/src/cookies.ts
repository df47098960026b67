import { shown } from './option-checks.js';

/** A value of a cookie attribute: `true` for the bare name, `false` to leave it out, a function to be asked each time. */
export type CookieAttribute = string | number | boolean | (() => string | number | boolean);

/** The name of the cookie, or its name beside its attributes under their own names, such as `'Max-Age'` or `Secure`. */
export type CookieOption = string | ({ readonly name: string } & Readonly<Record<string, CookieAttribute>>);

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Neither controls nor what would end the attribute. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the controls are what must not pass
const FORBIDDEN = /[\x00-\x1f\x7f;]/;
const CAMEL_CASE: Readonly<Record<string, string>> = {
  path: 'Path',
  domain: 'Domain',
  expires: 'Expires',
  maxAge: 'Max-Age',
  httpOnly: 'HttpOnly',
  secure: 'Secure',
  sameSite: 'SameSite',
  partitioned: 'Partitioned',
};

/**
 * The function that writes the value of `Set-Cookie` for a session id. A cookie given by name alone has
 * `path=/; SameSite=Lax`.
 *
 * @throws TypeError for a name or an attribute that no header can hold.
 */
export function cookieWriter(option: CookieOption): (sid: string) => string {
  const { name, ...attributes } = typeof option === 'string' ? { name: option, Path: '/', SameSite: 'Lax' } : option;
  if (typeof name !== 'string' || !NAME.test(name))
    throw new TypeError(`cookie: ${shown(name)} cannot be the name of a cookie`);
  const writers = Object.entries(attributes as Record<string, CookieAttribute>).map(([key, value]) => {
    const attribute = CAMEL_CASE[key] ?? key;
    if (!NAME.test(attribute)) throw new TypeError(`cookie: ${JSON.stringify(key)} cannot be an attribute`);
    if (typeof value === 'function') return () => attributeText(attribute, value());
    const text = attributeText(attribute, value);
    return () => text;
  });
  return (sid) => `${name}=${encodeURIComponent(sid)}${writers.map((write) => write()).join('')}`;
}

function attributeText(name: string, value: string | number | boolean): string {
  if (value === false) return '';
  if (value === true) return `; ${name}`;
  const text = String(value);
  if (FORBIDDEN.test(text)) throw new TypeError(`cookie: ${JSON.stringify(text)} cannot be the value of ${name}`);
  return `; ${name}=${text}`;
}

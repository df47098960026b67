import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * One of our packages as users get it, from its built `dist`: this checkout's, or, for comparing two states of the
 * code, another checkout's.
 */
export async function library<Exports>(name: string, checkout: string | undefined): Promise<Exports> {
  const specifier = checkout
    ? pathToFileURL(resolve(checkout, 'packages', name, 'dist', 'index.js')).href
    : `@x/${name}`;
  return (await import(specifier)) as Exports;
}

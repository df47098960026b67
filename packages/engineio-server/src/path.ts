import { text } from './option-checks.js';

/** One slash before and one behind, whatever was written. @throws TypeError for what is no string. */
export function normalizePath(path: string): string {
  const inner = text('path', path).replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}

/** The path of a request target. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Whether a path is that of the endpoint, whose final slash may be missing. */
export function isEndpoint(path: string, endpoint: string): boolean {
  return path === endpoint || (path.length === endpoint.length - 1 && endpoint.startsWith(path));
}

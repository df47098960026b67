/** The parameters of a request that the engine itself looks at; `undefined` when absent. */
export interface Parameters {
  EIO: string | undefined;
  transport: string | undefined;
  sid: string | undefined;
  j: string | undefined;
  b64: string | undefined;
}

const NAMES = ['EIO', 'transport', 'sid', 'j', 'b64'] as const;

/** Stands for a parameter that was given twice: equal to no valid value. */
const TWICE = '\0';

/** Finds the engine's parameters in a request target; cheaper than a full parse, of which most requests have no need. */
export function readParameters(url: string): Parameters {
  const found: Parameters = { EIO: undefined, transport: undefined, sid: undefined, j: undefined, b64: undefined };
  let start = url.indexOf('?') + 1;
  while (start > 0 && start < url.length) {
    let end = url.indexOf('&', start);
    if (end === -1) end = url.length;
    const equals = url.indexOf('=', start);
    if (equals !== -1 && equals < end) {
      const name = nameAt(url, start, equals);
      if (name !== undefined) found[name] = found[name] === undefined ? decode(url.slice(equals + 1, end)) : TWICE;
    }
    start = end + 1;
  }
  return found;
}

/** Looks in place: no name needs to be cut out. */
function nameAt(url: string, from: number, to: number): keyof Parameters | undefined {
  for (const name of NAMES) if (name.length === to - from && url.startsWith(name, from)) return name;
  return undefined;
}

function decode(value: string): string {
  if (!value.includes('%') && !value.includes('+')) return value;
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return TWICE;
  }
}

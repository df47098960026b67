import { brotliCompress, constants, deflate, gzip } from 'node:zlib';

/** Encodings that the engine can write, in the order of its own preference. */
export const ENCODINGS = ['br', 'gzip', 'deflate'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Whether answers to polls are compressed: `true` for every encoding, or the ones that may be used. */
export type CompressionOption = boolean | readonly Encoding[];

/** Quality of brotli: above it every step costs much more time than it saves bytes. */
const BROTLI_QUALITY = 4;

/** The encoding that a client likes best according to its `Accept-Encoding`; `undefined` to leave the answer as it is. */
export function negotiate(accepted: string | undefined, option: CompressionOption): Encoding | undefined {
  if (accepted === undefined || option === false) return undefined;
  const weights = new Map<string, number>();
  for (const entry of accepted.split(',')) {
    const [name = '', ...parameters] = entry.split(';');
    weights.set(name.trim().toLowerCase(), weightOf(parameters));
  }
  let best: Encoding | undefined;
  let bestWeight = 0;
  for (const encoding of ENCODINGS) {
    if (option !== true && !option.includes(encoding)) continue;
    const weight = weights.get(encoding) ?? weights.get('*') ?? 0;
    if (weight > bestWeight) {
      best = encoding;
      bestWeight = weight;
    }
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    if (name.trim().toLowerCase() === 'q') return Number(value) || 0;
  }
  return 1;
}

/** Compresses on Node's thread pool. */
export function compress(
  body: string | Uint8Array,
  encoding: Encoding,
  done: (error: Error | null, result: Buffer) => void,
): void {
  if (encoding === 'gzip') gzip(body, done);
  else if (encoding === 'deflate') deflate(body, done);
  else brotliCompress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }, done);
}

import type { Block } from './markdown.js';

/** What the words after a block's language ask for. */
export interface Words {
  /** `[server.ts]`: other blocks of the page may import it, or run beside it. */
  readonly name: string | undefined;
  /** `with=server.ts`: named blocks of the page, or `stock`, that run meanwhile. */
  readonly beside: readonly string[];
  /** `setup=sio`: the file of test/setups whose variables it uses. */
  readonly setup: string | undefined;
  /** `broker=redis`: what must be there. */
  readonly brokers: readonly BrokerName[];
  /** `more`: it continues the program of the block before it. */
  readonly more: boolean;
  /** `stays`: it is not meant to end or to listen, and must live for a while. */
  readonly stays: boolean;
  /** `types-only`: it cannot run here. */
  readonly typesOnly: boolean;
}

export const BROKERS = ['redis', 'rabbitmq', 'kafka'] as const;
export type BrokerName = (typeof BROKERS)[number];

/** @throws Error that names the word that is none */
export function wordsOf({ page, line, info }: Block): Words {
  const words = { name: undefined as string | undefined, setup: undefined as string | undefined };
  let beside: string[] = [];
  let brokers: BrokerName[] = [];
  const flags = { more: false, stays: false, 'types-only': false };
  // `{2,4-6}` and `:line-numbers` are VitePress's own.
  for (const word of info.replace(/\{[\d,\s-]*\}|:[\w-]+(=\d+)?/g, ' ').match(/\[[^\]]*\]|\S+/g) ?? []) {
    const [key = '', value = ''] = word.split('=', 2);
    if (/^\[.*\]$/.test(word)) words.name = word.slice(1, -1).split(' ')[0] ?? '';
    else if (key === 'with') beside = value.split(',');
    else if (key === 'setup') words.setup = value;
    else if (key === 'broker') brokers = value.split(',').map((name) => brokerName(name, `${page}:${line - 1}`));
    else if (Object.hasOwn(flags, word)) flags[word as keyof typeof flags] = true;
    else throw new Error(`${page}:${line - 1}: "${word}" is no word of a code block; WRITING.md tells which there are`);
  }
  return { ...words, beside, brokers, more: flags.more, stays: flags.stays, typesOnly: flags['types-only'] };
}

function brokerName(name: string, where: string): BrokerName {
  const found = BROKERS.find((broker) => broker === name);
  if (found === undefined) throw new Error(`${where}: no broker "${name}"; there are ${BROKERS.join(', ')}`);
  return found;
}

import type { Exchange } from '../messages.js';
import type { Scenario } from '../scenario.js';
import { costScenario } from './traffic.js';
import { binaryEcho, eachId, echo, jsonText } from './wire.js';

const KIB = 1_024;

const OBJECT = JSON.stringify({
  id: 4711,
  name: 'Ada Lovelace',
  tags: ['first', 'programmer'],
  active: true,
  score: 9.5,
});

function payload(name: string, what: string, exchange: (id: number) => Exchange): Scenario {
  return costScenario({
    name: `payload-${name}`,
    group: 'payload',
    what: `echo of ${what}`,
    mostRounds: 3,
    load: {
      kind: 'exchange',
      connections: 20,
      window: 10,
      namespaces: ['/'],
      exchanges: eachId(exchange),
      operationsPerExchange: 1,
    },
  });
}

/** No goals here: from 8 KiB up UTF-8, JSON and copies are the bill, whoever the server is. */
export const payloadScenarios: readonly Scenario[] = [
  payload('64', '64 ASCII characters', (id) => echo(id, jsonText(64))),
  payload('64-accents', '64 characters with accents', (id) => echo(id, jsonText(64, 'é'))),
  payload('64-cjk', '64 CJK characters', (id) => echo(id, jsonText(64, '漢'))),
  payload('object', 'an object of five fields', (id) => echo(id, OBJECT)),
  payload('1k', '1 KiB of ASCII', (id) => echo(id, jsonText(KIB))),
  payload('8k', '8 KiB of ASCII', (id) => echo(id, jsonText(8 * KIB))),
  payload('8k-accents', '8 KiB of two-byte characters', (id) => echo(id, jsonText(4 * KIB, 'é'))),
  payload('32k', '32 KiB of ASCII', (id) => echo(id, jsonText(32 * KIB))),
  payload('32k-cjk', '32 KiB of three-byte characters', (id) => echo(id, jsonText(Math.floor((32 * KIB) / 3), '漢'))),
  payload('32k-binary', 'one attachment of 32 KiB', (id) => binaryEcho(id, 32 * KIB)),
];

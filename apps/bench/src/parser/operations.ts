import type { Buffer } from 'node:buffer';
import { patternBytes } from '../load/frames.js';

/** What both parsers are given: one packet as text, its parts, and its attachment where it has one. */
export interface Operation {
  readonly name: string;
  readonly what: string;
  readonly event: string;
  readonly args: readonly unknown[];
  readonly id: number | undefined;
  readonly wire: string;
  readonly attachments: readonly Buffer[];
}

const TEXT = 'The quick brown fox jumps';
const STRINGS = [TEXT, 'lobby', 'ann'];
const ESCAPED = 'The "quick" brown fox\njumps';
const MESSAGE = {
  id: 4711,
  room: 'lobby',
  user: { name: 'ann', colour: '#a04' },
  text: TEXT,
  tags: ['a', 'b'],
  at: 1.5,
};
const BYTES = patternBytes(1_024);

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'event',
    what: 'an event with one string',
    event: 'chat',
    args: [TEXT],
    id: undefined,
    wire: `2["chat","${TEXT}"]`,
    attachments: [],
  },
  {
    name: 'event-ack',
    what: 'the same with an ack id',
    event: 'chat',
    args: [TEXT],
    id: 42,
    wire: `242["chat","${TEXT}"]`,
    attachments: [],
  },
  {
    name: 'event-strings',
    what: 'an event with three strings',
    event: 'chat',
    args: STRINGS,
    id: undefined,
    wire: `2${JSON.stringify(['chat', ...STRINGS])}`,
    attachments: [],
  },
  {
    name: 'event-escaped',
    what: 'an event with one string that holds quotes and a line end',
    event: 'chat',
    args: [ESCAPED],
    id: undefined,
    wire: `2${JSON.stringify(['chat', ESCAPED])}`,
    attachments: [],
  },
  {
    name: 'object',
    what: 'an event with a nested object',
    event: 'chat',
    args: [MESSAGE],
    id: undefined,
    wire: `2["chat",${JSON.stringify(MESSAGE)}]`,
    attachments: [],
  },
  {
    name: 'binary',
    what: 'an event with 1 KiB of binary',
    event: 'file',
    args: [BYTES],
    id: undefined,
    wire: '51-["file",{"_placeholder":true,"num":0}]',
    attachments: [BYTES],
  },
];

import { readFileSync } from 'node:fs';
import { Client, SimpleClient } from '@x/socketio-client';
import { Server } from '@x/socketio-server';
import { describe, expect, it } from 'vitest';

/** Rows of the table below a heading of a page, as lists of cells; of the nth heading of that name. */
function rows(page: string, heading: string, nth = 1): string[][] {
  const text = readFileSync(new URL(`../../../docs/migration/${page}`, import.meta.url), 'utf8');
  const section = text.split(`\n${heading}\n`)[nth]?.split(/^#/m)[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const all = lines.slice(2).map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  if (all.length === 0) throw new Error(`${page} has no table below "${heading}"`);
  return all.map((cells) => cells.slice(1, -1));
}

/** What a cell calls by name: `emit(event)` and `leaveRoom`, and not what stands within parentheses or text. */
function names(cell: string): string[] {
  const spans = [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span!.replace(/^(await using s = )?await /, ''));
  return spans.map((span) => /^([a-z]\w*)(?=$|[(:.\s])/i.exec(span)?.[1]).filter((name) => name !== undefined);
}

/** Those names that an object does not have. */
function unknown(table: string[][], column: number, target: object, others: readonly string[] = []): string[] {
  const found = table.flatMap((cells) => names(cells[column] ?? ''));
  expect(found.length).toBeGreaterThan(5);
  return found.filter((name) => !(name in target) && !others.includes(name));
}

async function warningsOf(options: readonly string[]): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', listen);
  new Server(Object.fromEntries(options.map((name) => [name, undefined])));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  return warnings;
}

describe('the names that guides to migration promise are there', () => {
  const server = new Server();
  const client = new Client();

  it('options of the server', async () => {
    for (const [page, heading, others] of [
      ['from-python-socketio.md', '### Options', []],
      ['from-socket.io.md', '## Options', ['true', 'false', 'threshold', 'attach', 'socket']],
    ] as const) {
      const cells = rows(page, heading).map(([theirs, ours]) => (/^the same/.test(ours!) ? theirs! : ours!));
      const options = cells.flatMap(names).filter((name) => !(others as readonly string[]).includes(name));
      expect(options.length).toBeGreaterThan(15);
      expect(await warningsOf(options)).toEqual([]);
    }
    expect(await warningsOf(['nonsense'])).toHaveLength(1);
  });

  it('methods of the server', () => {
    const elsewhere = ['DisconnectReason', 'instrument', 'join'];
    expect(unknown(rows('from-python-socketio.md', '### Methods'), 1, server, elsewhere)).toEqual([]);
    const words = ['session', 'initialHeaders', 'generateId', 'engineioLogger', 'namespaces', 'connect', 'new'];
    expect(unknown(rows('from-socket.io.md', '## Server'), 1, server, words)).toEqual([]);
    const socket = ['sid', 'environ', 'connect', 'diagnostics_channel', 'socketio'];
    expect(unknown(rows('from-socket.io.md', '## Socket'), 1, server, socket)).toEqual([]);
  });

  it('methods of the clients', () => {
    const classes = ['ClientNamespace', 'SimpleClient', 'code', 'with'];
    expect(unknown(rows('from-python-socketio.md', '### Methods', 2), 1, client, classes)).toEqual([]);
    expect('receive' in new SimpleClient() && 'use' in SimpleClient).toBe(true);
  });
});

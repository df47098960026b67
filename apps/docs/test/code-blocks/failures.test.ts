import { afterEach, beforeEach, expect, it } from 'vitest';
import { blocksOf } from './markdown.js';
import { hasNginx } from './nginx.js';
import { check } from './other-languages.js';
import { type Program, programsOf } from './programs.js';
import { run } from './run.js';
import { typeErrors } from './types.js';
import { Workspace } from './workspace.js';

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace[Symbol.dispose]());

const fence = (info: string, ...lines: string[]) => [`\`\`\`${info}`, ...lines, '```', ''];
const page = (...blocks: string[][]) => ['# A page', '', ...blocks.flat()].join('\n');
const programs = (...blocks: string[][]) => programsOf(blocksOf('page.md', page(...blocks)));
const last = (...blocks: string[][]) => programs(...blocks).at(-1)!;
const mistakesOf = (...all: Program[]) => {
  const errors = typeErrors(new Map(all.map((program) => [workspace.write(program), program])));
  return all.map((program) => errors.get(workspace.write(program)) ?? []);
};
const running = (...blocks: string[][]) => run(last(...blocks), workspace);

it('an error of types is reported with its line', () => {
  const program = last(
    fence('ts', "import { Server } from '@x/socketio-server';", 'const sio: number = new Server();'),
  );
  expect(mistakesOf(program)).toEqual([
    [expect.stringMatching(/^5: Type 'Server.*' is not assignable to type 'number'/)],
  ]);
});

it('what a block declares for everybody does not hold on other pages', () => {
  const session = "import session from 'express-session';";
  const declaring = fence(
    'ts',
    session,
    "declare module 'express-session' { interface SessionData { name: string } }",
    'session;',
  );
  const using = fence('ts', session, "const data: Partial<session.SessionData> = { name: 'ann' };", 'data;');
  const [one] = programsOf(blocksOf('one.md', page(declaring)));
  const [other] = programsOf(blocksOf('other.md', page(using)));
  expect(mistakesOf(one!, other!)).toEqual([[], [expect.stringMatching(/^5: .*'name' does not exist/)]]);
});

it('a program that throws is reported with its line', async () => {
  await expect(running(fence('ts', '', "throw new Error('broken by design');"))).rejects.toThrow(
    /^page\.md:5: the program ended with 1\n[\s\S]*broken by design/,
  );
});

it('so is one that throws later, while it listens', async () => {
  const server = [
    "import { Server } from '@x/socketio-server';",
    'const sio = new Server();',
    'await sio.listen(5000);',
  ];
  await expect(running(fence('ts', ...server, "queueMicrotask(() => { throw new Error('late'); });"))).rejects.toThrow(
    /^page\.md:7: the program ended with 1\n[\s\S]*late/,
  );
});

it('a block that continues another one has its variables, and its own line in the report', async () => {
  const begin = fence('ts', "import { Server } from '@x/socketio-server';", 'const sio = new Server();');
  const more = fence(
    'ts more',
    "import { Server, tuple } from '@x/socketio-server';",
    'if (sio instanceof Server) throw tuple(1);',
  );
  const program = last(begin, more);
  expect(mistakesOf(program)).toEqual([[]]);
  expect(program.files.get(program.file)?.split('\n')[9]).toContain('throw tuple(1)');
  await expect(run(program, workspace)).rejects.toThrow(/the program ended with 1/);
});

it('a client meets the server that its block names, and a port that nobody listens on is told', async () => {
  const server = fence(
    'ts [server.ts]',
    "import { Server } from '@x/socketio-server';",
    'const sio = new Server();',
    "sio.on('who', () => 'server.ts');",
    'await sio.listen(5000);',
  );
  const client = (port: number) => [
    "import { Client } from '@x/socketio-client';",
    'const client = new Client();',
    `await client.connect('http://localhost:${port}');`,
    "if ((await client.call('who')) !== 'server.ts') throw new Error('another server');",
    'await client.disconnect();',
  ];
  const block = (port: number) => fence('ts with=server.ts', ...client(port));
  await running(server, block(5000));
  await expect(running(server, block(5001))).rejects.toThrow('nothing listens on localhost:5001');
});

it('words that are none, names that are nowhere, and nothing to continue are mistakes', () => {
  expect(() => programs(fence('ts borker=redis', ''))).toThrow('page.md:3: "borker=redis" is no word of a code block');
  expect(() => programs(fence('ts with=server.ts', ''))).toThrow('page.md:3: no block is named "server.ts"');
  expect(() => programs(fence('ts more', ''))).toThrow('page.md:3: there is no block to continue');
});

it.each([
  ['json', '{ "a": 1,\n}', /^page\.md:4: /],
  ['yaml', 'a: 1\nb: [', /^page\.md:5: /],
  ['sh', 'npm start\nif then', /^page\.md:5: /],
])('%s that is none is reported', async (language, code, report) => {
  const [block] = blocksOf('page.md', page(fence(language, ...code.split('\n'))));
  await expect(check(block!, workspace)).rejects.toThrow(report);
});

it.runIf(hasNginx())('a configuration of nginx is completed, and told what is wrong with it', async () => {
  const nginx = (...lines: string[]) => check(blocksOf('page.md', page(fence('nginx', ...lines)))[0]!, workspace);
  await nginx('location / {', '  proxy_pass http://app.internal:5000;', '}');
  await nginx(
    'upstream nodes {',
    '  server app-1:5000;',
    '}',
    'server {',
    '  listen 443 ssl;',
    '  ssl_certificate /etc/a.pem;',
    '  ssl_certificate_key /etc/a.key;',
    '}',
  );
  await expect(nginx('location / {', '  proxy_pas http://localhost:5000;', '}')).rejects.toThrow(
    /^page\.md:5: [\s\S]*unknown directive "proxy_pas"/,
  );
});

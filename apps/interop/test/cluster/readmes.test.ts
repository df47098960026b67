import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reachable } from '@x/adapter-contract';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BROKERS } from './support/brokers.js';

const kafka = process.env['KAFKA_URL'] ?? 'kafka://127.0.0.1:9092';
const ADAPTERS = [
  ...BROKERS.map(({ key, url, there }) => ({ name: key === 'redis' ? 'adapter-redis' : 'adapter-amqp', url, there })),
  {
    name: 'adapter-kafka',
    url: kafka,
    there: await reachable({ name: 'Kafka', url: kafka, skipped: 'the README of adapter-kafka' }),
  },
];
const here = fileURLToPath(new URL('.', import.meta.url));

for (const { name, url, there } of ADAPTERS) {
  describe.runIf(there)(`the README of ${name}`, () => {
    const readme = readFileSync(new URL(`../../../../packages/${name}/README.md`, import.meta.url), 'utf8');
    const [server, worker] = [...readme.matchAll(/^```ts[^\n]*\n([\s\S]*?)^```$/gm)].map(([, program]) =>
      program!.replace(/'(redis|amqp|kafka):\/\/localhost[:\d]*'/, `'${url}'`),
    );

    it('begins with a server that runs', () => {
      expect(server).toContain('await sio.listen(5000);');
      const program = server!.replace('listen(5000)', "listen(0, '127.0.0.1')");
      expect(run(`${program}\nconsole.log('listening');\nawait sio.shutdown();`)).toBe('listening\n');
    });

    it('goes on with a worker that emits and ends by itself', () => {
      const statistics = 'console.log(out.stats.published, out.stats.lost);\nawait out.close();';
      expect(run(worker!.replace('await out.close();', statistics))).toBe('1 0\n');
    });

    it.runIf(name === 'adapter-redis')(
      'says the truth of a worker that forgets to close: it ends with its last message',
      () => {
        const many = 'for (let i = 0; i < 100; i++) void out.emit("n", i);';
        const statistics = 'process.on("exit", () => console.log(out.stats.published, out.stats.lost));';
        expect(run(worker!.replace('await out.close();', many + statistics))).toBe('101 0\n');
      },
    );
  });
}

/** What a program prints, built from the sources as they are. */
function run(contents: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['@x/source'],
    // Libraries that were written for CommonJS.
    banner: {
      js: "import { createRequire as forBanner } from 'node:module';\nconst require = forBanner(import.meta.url);",
    },
  });
  const output = execFileSync(process.execPath, ['--input-type=module'], {
    input: outputFiles[0]!.text,
    cwd: here,
    timeout: 20_000,
  });
  return String(output);
}

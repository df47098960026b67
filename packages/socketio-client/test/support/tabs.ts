import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { executablePath, type Scripted } from './chromium.js';
import { eventually } from './eventually.js';

/** A tab as a person has it. Those of Playwright always believe that they are looked at, and cannot be frozen. */
export interface Tab extends Scripted {
  /** Puts the tab in front of the others, which hides them. */
  show(): Promise<void>;
  /** Stops the page as browsers stop those that were hidden for long. */
  freeze(): Promise<void>;
  resume(): Promise<void>;
}

export interface TabbedBrowser {
  /** A window until the test ends. @returns a function that opens a tab in it and waits for the page to load */
  window(): Promise<(url: string) => Promise<Tab>>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result: never;
  readonly error?: { readonly message: string };
}

interface Evaluation<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: { readonly exception: { readonly description: string } };
}

/** Sends a command of the DevTools protocol, to the browser or a session with one of its tabs. */
type Send = <T = unknown>(method: string, params?: object, sessionId?: string) => Promise<T>;

/** Speaks the DevTools protocol over pipes: JSON, each message ended by a zero byte. */
function speak(input: Writable, output: Readable): Send {
  const waiting = new Map<number, (answer: Answer) => void>();
  let received = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (received + chunk).split('\0');
    received = messages.pop()!;
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      waiting.get(answer.id ?? 0)?.(answer);
    }
  });
  let id = 0;
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      waiting.set(++id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}

export async function launchTabs(): Promise<TabbedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'tabs-'));
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const child = spawn(executablePath!, [...flags, '--remote-debugging-pipe', `--user-data-dir=${folder}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const send = speak(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return {
    window: async () => {
      const { browserContextId } = await send<{ browserContextId: string }>('Target.createBrowserContext');
      // Takes the sockets along that Chromium opens ahead of need: a server that closes waits for them.
      onTestFinished(async () => void (await send('Target.disposeBrowserContext', { browserContextId })));
      return (url) => openTab(send, url, browserContextId);
    },
    close: async () => {
      await send('Browser.close');
      await exited;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function openTab(send: Send, url: string, browserContextId: string): Promise<Tab> {
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url, browserContextId });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  async function evaluate<T, A>(body: (arg: A) => T | Promise<T>, arg?: A): Promise<T> {
    const expression = `(${body})(${JSON.stringify(arg)})`;
    const params = { expression, awaitPromise: true, returnByValue: true };
    const answer = await send<Evaluation<T>>('Runtime.evaluate', params, sessionId);
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception.description);
    return answer.result.value;
  }
  const setState = (state: string) => async () => void (await send('Page.setWebLifecycleState', { state }, sessionId));
  // A question may meet the empty page that was there before, or the change to the other.
  await eventually(() => evaluate(() => document.readyState === 'complete' && location.href).catch(String)).toBe(url);
  return {
    evaluate,
    show: async () => void (await send('Target.activateTarget', { targetId })),
    freeze: setState('frozen'),
    resume: setState('active'),
  };
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** No step of a sample takes this long on any machine that one would measure on. */
const STEP_LIMIT = 90_000;

/** A process of its own for one sample, which answers each order with one report. */
export class Child<Order extends { readonly type: string }, Report extends { readonly type: string }> {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #exited: Promise<void>;

  constructor(name: string, execArgv: readonly string[]) {
    this.#name = name;
    this.#process = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), [], {
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.once('error', () => resolve());
    });
  }

  /** Sends an order and resolves with the report that it ends in. Rejects when the process fails, dies or stalls. */
  order<Type extends Report['type']>(order: Order, type: Type): Promise<Extract<Report, { readonly type: Type }>> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(limit);
        this.#process.off('message', onMessage);
        this.#process.off('exit', onExit);
        this.#process.off('error', onError);
      };
      const refuse = (reason: string) => {
        settle();
        reject(new Error(`${this.#name}: ${reason}`));
      };
      const limit = setTimeout(() => refuse(`no answer to "${order.type}" in ${STEP_LIMIT / 1000} s`), STEP_LIMIT);
      const onExit = (code: number | null) => refuse(`exited with ${code} during "${order.type}"`);
      const onError = (error: Error) => refuse(error.message);
      const onMessage = (report: Report) => {
        if (report.type !== type) {
          refuse('reason' in report ? String(report.reason) : `unexpected report "${report.type}"`);
          return;
        }
        settle();
        resolve(report as Extract<Report, { readonly type: Type }>);
      };
      this.#process.on('message', onMessage);
      this.#process.on('exit', onExit);
      this.#process.on('error', onError);
      this.#process.send(order);
    });
  }

  /** Asks the process to exit by itself, so that a profile is written, and kills it when it does not. */
  async stop(order: Order): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    if (this.#process.connected) this.#process.send(order);
    await this.#exited;
    clearTimeout(kill);
  }
}

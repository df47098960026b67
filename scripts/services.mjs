// pnpm services up|down|status [redis rabbitmq kafka python nginx nats]: what the cluster tests talk to. Without names: the brokers.
import { requireNode } from './node-version.mjs';

requireNode();
const { chooseServices } = await import('./services/all.mjs');
const { main, StepError } = await import('./toolchain.mjs');

const USAGE = 'usage: pnpm services up|down|status [redis] [rabbitmq] [kafka] [python] [nginx] [nats]';

await main(async () => {
  const [command, ...names] = process.argv.slice(2);
  const services = chooseServices(names);
  switch (command) {
    case 'up':
      return up(services);
    case 'down':
      return down(services);
    case 'status':
      return status(services);
    default:
      throw new StepError(USAGE);
  }
});

/** @typedef {import('./services/all.mjs').Service} Service */

/**
 * One after the other: a machine that starts three brokers at once keeps none of their deadlines.
 * @param {Service[]} services
 */
async function up(services) {
  let failed = 0;
  for (const service of services) {
    if (await service.answers()) {
      report(service, `answers at ${service.where}`);
      continue;
    }
    const began = Date.now();
    try {
      const how = await service.start((message) => report(service, message));
      report(service, `${how}, answers at ${service.where} after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed += 1;
      report(service, error instanceof StepError ? `failed: ${error.message}` : error);
    }
  }
  return failed === 0 ? 0 : 1;
}

/** @param {Service[]} services */
async function down(services) {
  for (const service of services) report(service, await service.stop());
  return 0;
}

/** @param {Service[]} services */
async function status(services) {
  let missing = 0;
  for (const service of services) {
    const there = await service.answers();
    if (!there) missing += 1;
    report(service, there ? `answers at ${service.where}` : `does not answer at ${service.where}`);
  }
  return missing === 0 ? 0 : 1;
}

/**
 * @param {Service} service
 * @param {unknown} message
 */
function report(service, message) {
  console.log(service.title.padEnd(10), message);
}

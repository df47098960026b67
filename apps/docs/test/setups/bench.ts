/** What a scenario of the benchmarks is written with. */
export { costScenario } from '../../../bench/src/scenarios/traffic.js';
export { eachId } from '../../../bench/src/scenarios/wire.js';

export { type AdapterContract, describeAdapterContract } from './contract.js';
export { CuttableProxy } from './cuttable-proxy.js';
export { type Peer, reachable } from './reachable.js';

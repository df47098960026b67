export { type AdapterContract, describeAdapterContract } from './contract.js';
export { type Peer, reachable } from './reachable.js';

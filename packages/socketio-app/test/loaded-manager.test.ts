import { describeAdapterContract } from '@x/adapter-contract';
import { LoadedManager } from '../src/loaded-manager.js';
import { Bus } from './support/bus.js';

// What is true of an adapter stays true when its package is loaded late.
describeAdapterContract({
  name: 'LoadedManager',
  open: (options) => new LoadedManager('bus', async () => new Bus('bus://', options), options),
});

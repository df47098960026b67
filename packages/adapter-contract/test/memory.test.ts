import { describeAdapterContract } from '../src/index.js';
import { MemoryBus, MemoryManager } from './support/memory-bus.js';

const bus = new MemoryBus();

describeAdapterContract({
  name: 'A bus in memory',
  open: (options) => new MemoryManager(bus, options),
  publishRaw: (channel, message) => bus.publish(channel, message as string),
  interrupt: () => Promise.resolve(bus.interrupt()),
});

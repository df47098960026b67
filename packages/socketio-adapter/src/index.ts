export { isTuple, type Tuple, tuple } from '@x/socketio-parser';
export { AckRequest, type RequestListener } from './ack-request.js';
export { DEFAULT_ACK_TIMEOUT, DEFAULT_NAMESPACE, DONE } from './defaults.js';
export { type Logger, resolveLogger } from './logger.js';
export { Manager } from './manager.js';
export type { MembershipObserver } from './observer.js';
export type { ClientFilter, EmitOptions, NamespaceOptions, OneOrMany, TargetOptions } from './options.js';
export { type AckListener, PendingAcks } from './pending-acks.js';
export {
  type BrokerHost,
  type BrokerUrl,
  type BrokerUrlForm,
  decodePercent,
  readBrokerUrl,
} from './queue/broker-url.js';
export { RefusedError, UnsentError } from './queue/errors.js';
export { type PubSubOptions, refuseUnknownOptions } from './queue/options.js';
export { PubSubManager } from './queue/pubsub-manager.js';
export type { QueueStats } from './queue/stats.js';
export type { Sink } from './queue/subscription.js';
export { handled, rejected, watched } from './quiet-rejection.js';
export type { ClientDetails, Flags, Host, Recipient } from './recipient.js';
export type { RecoveryOptions, RestoredState } from './recovery.js';

export { isTuple, type Tuple, tuple } from '@x/socketio-parser';
export { AckRequest, type RequestListener } from './ack-request.js';
export { DEFAULT_ACK_TIMEOUT, DEFAULT_NAMESPACE, Manager } from './manager.js';
export type { ClientFilter, EmitOptions, NamespaceOptions, OneOrMany, TargetOptions } from './options.js';
export { type AckListener, PendingAcks } from './pending-acks.js';
export { handled } from './quiet-rejection.js';
export type { ClientDetails, Flags, Host, Recipient } from './recipient.js';
export type { RecoveryOptions, RestoredState } from './recovery.js';

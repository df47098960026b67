export { type EmitOptions, type PubSubOptions, type QueueStats, tuple } from '@x/socketio-adapter';
export { AmqpManager, type AmqpManagerOptions } from './amqp-manager.js';

export { type EmitOptions, type PubSubOptions, type QueueStats, tuple } from '@x/socketio-adapter';
export { KafkaManager, type KafkaManagerOptions } from './kafka-manager.js';

export { type EmitOptions, type PubSubOptions, type QueueStats, tuple } from '@x/socketio-adapter';
export { RedisManager, type RedisManagerOptions } from './redis-manager.js';

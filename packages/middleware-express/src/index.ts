export * from '@x/socketio-app';
export { mountSocketIO, SocketIO, type SocketIOOptions } from './socketio.js';

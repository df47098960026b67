export * from '@x/socketio-app';
export { mountSocketIO, SocketIO, type SocketIOOptions, socketio } from './socketio.js';

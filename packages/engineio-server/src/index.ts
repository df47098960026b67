export type {
  Application,
  CloseReason,
  Environment,
  Refusal,
  Session,
  SessionHandler,
  TransportName,
} from './contract.js';
export type { CookieAttribute, CookieOption } from './cookies.js';
export type { AllowedOrigins } from './cors.js';
export { Engine } from './engine.js';
export type { Logger } from './logger.js';
export type { AttachOptions, RequestListener } from './mount.js';
export type { AllowRequestResult, EngineOptions } from './options.js';
export { normalizePath, pathOf } from './path.js';
export { Server, type ServerHandlers, type ServerOptions } from './server.js';
export { SharedMessage, type SharedMessageOptions } from './shared-message.js';
export type { EngineStats } from './traffic.js';
export type { WebSocketEngine, WebSocketLike, WebSocketServerLike } from './websocket/engine.js';

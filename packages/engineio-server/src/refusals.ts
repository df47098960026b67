import type { Refusal } from './contract.js';

/** The answers of the protocol to requests that cannot be served; `code` is what clients of all makes know. */
export const Refusals = {
  unknownTransport: { status: 400, code: 0, message: 'Transport unknown' },
  unknownSession: { status: 400, code: 1, message: 'Session ID unknown' },
  badMethod: { status: 400, code: 2, message: 'Bad handshake method' },
  foreignOrigin: { status: 400, code: 3, message: 'Not an accepted origin' },
  wrongTransport: { status: 400, code: 3, message: 'Not the transport of this session' },
  wrongProtocol: { status: 400, code: 3, message: 'Not the protocol version of this session' },
  noUpgrades: { status: 400, code: 3, message: 'Upgrades are disabled' },
  notAnUpgrade: { status: 400, code: 3, message: 'Invalid WebSocket handshake' },
  noJsonp: { status: 400, code: 3, message: 'JSONP is disabled' },
  overlap: { status: 400, code: 3, message: 'Request overlaps with another one of this session' },
  malformed: { status: 400, code: 3, message: 'Malformed packet' },
  noBody: { status: 400, code: 3, message: 'The body is gone' },
  tooLarge: { status: 413, code: 3, message: 'Payload too large' },
  forbidden: { status: 403, code: 4, message: 'Forbidden' },
  unsupportedProtocol: { status: 400, code: 5, message: 'Unsupported protocol version' },
  noId: { status: 400, code: 3, message: 'No session id could be made' },
  failed: { status: 500, code: 3, message: 'Internal error' },
  closing: { status: 503, code: 3, message: 'Server shutting down' },
} as const satisfies Record<string, Refusal>;

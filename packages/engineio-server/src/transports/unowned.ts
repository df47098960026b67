import type { TransportOwner } from './transport.js';

/** Stands in until the owner of a transport is there, which is within the same tick. */
export const UNOWNED: TransportOwner = { onText() {}, onBinary() {}, onControl() {}, onClosed() {}, onFault() {} };

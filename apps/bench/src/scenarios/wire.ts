import type { Exchange } from '../messages.js';

/** Socket.IO packets over Engine.IO, spelled out: what clients send and what a server must answer. */

export const PLACEHOLDER = '{"_placeholder":true,"num":0}';

function prefix(namespace: string): string {
  return namespace === '/' ? '' : `${namespace},`;
}

/** An event that is answered with its own argument. */
export function echo(id: number, json: string, namespace = '/'): Exchange {
  return {
    send: [{ text: `42${prefix(namespace)}${id}["echo",${json}]` }],
    receive: [{ text: `43${prefix(namespace)}${id}[${json}]` }],
  };
}

/** The same with one binary argument. */
export function binaryEcho(id: number, bytes: number): Exchange {
  return {
    send: [{ text: `451-${id}["echo",${PLACEHOLDER}]` }, { bytes }],
    receive: [{ text: `461-${id}[${PLACEHOLDER}]` }, { bytes }],
  };
}

/** One-digit ids only, so that all exchanges have one length. */
export const WINDOW = 10;

export function eachId(exchange: (id: number) => Exchange): Exchange[] {
  return Array.from({ length: WINDOW }, (_, id) => exchange(id));
}

export function jsonText(characters: number, character = 'x'): string {
  return JSON.stringify(character.repeat(characters));
}

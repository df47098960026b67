import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const OPEN = '","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":1000000}';
const CONNECTED = '40{"sid":"bbbbbbbbbbbbbbbbbbbb"}';
const SID = /&sid=(\d+)/;

/** What one client waits for: a response that was asked for, or an answer that nobody fetched yet. */
interface Mailbox {
  waiting: ServerResponse | undefined;
  answer: string | undefined;
}

const mailboxes = new Map<string, Mailbox>();
let created = 0;

/**
 * With no field but the length: HTTP/1.1 keeps a connection without being told, and no client of polling needs another.
 * Removed before it was set, `Connection` is not added by node either, nor `Keep-Alive`.
 */
function respond(response: ServerResponse, body: string): void {
  response.sendDate = false;
  response.removeHeader('connection');
  response.writeHead(200, ['Content-Length', String(body.length)]);
  response.end(body, 'latin1');
}

function deliver(mailbox: Mailbox, answer: string): void {
  if (mailbox.waiting) {
    respond(mailbox.waiting, answer);
    mailbox.waiting = undefined;
  } else {
    mailbox.answer = answer;
  }
}

/** `420["echo",data]` becomes `430[data]`, `40` the connect reply, and `1` ends the session. */
function receive(sid: string, mailbox: Mailbox, body: string): void {
  if (body.startsWith('42')) deliver(mailbox, `43${body[2]}[${body.slice(body.indexOf(',') + 1)}`);
  else if (body === '40') deliver(mailbox, CONNECTED);
  else mailboxes.delete(sid);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const sid = SID.exec(request.url!)?.[1];
  if (sid === undefined) {
    const id = String(++created).padStart(20, '0');
    mailboxes.set(id, { waiting: undefined, answer: undefined });
    respond(response, `0{"sid":"${id}${OPEN}`);
    return;
  }
  const mailbox = mailboxes.get(sid)!;
  if (request.method === 'GET') {
    if (mailbox.answer === undefined) {
      mailbox.waiting = response;
      return;
    }
    respond(response, mailbox.answer);
    mailbox.answer = undefined;
    return;
  }
  let body = '';
  // A character per byte, in and out: UTF-8 passes through as it came, and need not be measured.
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    respond(response, 'ok');
    receive(sid, mailbox, body);
  });
}

/** No timer is set for a connection or a request. */
const WITHOUT_TIMERS = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 } as const;

/** The ceiling for long-polling: the same bodies as cheaply as node:http sends them, without checks, timers or limits. */
export function startBareHttp(): Promise<number> {
  const server = createServer(WITHOUT_TIMERS, handle);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

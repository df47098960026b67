import type { ClientDetails } from '../recipient.js';
import type { ClientsMessage } from './messages.js';
import type { Nodes, RollCall } from './nodes.js';

/** So many clients are described in one message, ... */
const PER_MESSAGE = 200;
/** ... and in so many characters of JSON, which every queue takes. The session of a client that needs more stays at home. */
const MESSAGE_LENGTH = 256 * 1024;

/** The questions of this server about clients of others that are still open. */
export class Fetching {
  readonly #open = new Map<number, { readonly found: ClientDetails[]; readonly call: RollCall }>();
  #lastId = 0;

  /**
   * @param ask publishes the question.
   * @param found what is known already: the own clients.
   * @param silent told which servers did not answer in time; what the others said counts.
   */
  ask(
    nodes: Nodes,
    found: ClientDetails[],
    limit: number,
    ask: (id: number) => void,
    silent: (nodes: readonly string[]) => void,
  ): Promise<ClientDetails[]> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const call = nodes.call(limit, (missing) => {
        this.#open.delete(id);
        call.end();
        if (missing.length > 0) silent(missing);
        resolve(found);
      });
      this.#open.set(id, { found, call });
      ask(id);
      call.check();
    });
  }

  answered({ id, hostId, clients, more }: ClientsMessage): void {
    const question = this.#open.get(id);
    if (question === undefined) return;
    for (const client of clients) question.found.push(client);
    if (!more) question.call.answered(hostId);
  }
}

/**
 * An answer in messages of bounded size. Sessions that JSON cannot take, or that are too large, are left out.
 *
 * @param maxBytes what other servers accept.
 */
export function answersOf(
  clients: readonly ClientDetails[],
  head: Pick<ClientsMessage, 'hostId' | 'to' | 'id'>,
  maxBytes: number,
): ClientsMessage[] {
  // A character has up to three bytes, and the head needs some.
  const limit = Math.min(MESSAGE_LENGTH, maxBytes / 4);
  const parts: ClientDetails[][] = [[]];
  let length = 0;
  for (const each of clients) {
    const client = portable(each, limit);
    const added = JSON.stringify(client).length;
    if (length > 0 && (length + added > limit || parts.at(-1)?.length === PER_MESSAGE)) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(client);
    length += added;
  }
  const last = parts.length - 1;
  return parts.map((part, i) => ({ method: 'x-clients', ...head, clients: part, more: i < last }));
}

/** The request's own object stays here, and a session that holds a socket or a cycle must not cost us the answer. */
function portable(client: ClientDetails, limit: number): ClientDetails {
  const { raw: _, ...environ } = client.environ as { raw?: unknown };
  return { ...client, environ: jsonOrNull(environ, limit), session: jsonOrNull(client.session, limit) };
}

function jsonOrNull(value: unknown, limit: number): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined || text.length > limit / 2 ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

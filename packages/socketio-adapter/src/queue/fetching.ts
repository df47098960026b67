import type { ClientDetails } from '../recipient.js';
import type { ClientsMessage } from './messages.js';
import type { Nodes, RollCall } from './nodes.js';

/** So many clients are described in one message. */
const PER_MESSAGE = 200;

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

/** An answer in messages of bounded size. Sessions that JSON cannot take are left out. */
export function answersOf(
  clients: readonly ClientDetails[],
  head: Pick<ClientsMessage, 'hostId' | 'to' | 'id'>,
): ClientsMessage[] {
  const messages: ClientsMessage[] = [];
  for (let start = 0; start === 0 || start < clients.length; start += PER_MESSAGE) {
    const part = clients.slice(start, start + PER_MESSAGE).map(portable);
    messages.push({ method: 'x-clients', ...head, clients: part, more: start + PER_MESSAGE < clients.length });
  }
  return messages;
}

/** The request's own object stays here, and a session that holds a socket or a cycle must not cost us the answer. */
function portable(client: ClientDetails): ClientDetails {
  const { raw: _, ...environ } = client.environ as { raw?: unknown };
  return { ...client, environ: jsonOrNull(environ), session: jsonOrNull(client.session) };
}

function jsonOrNull(value: unknown): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

import { PacketError } from './errors.js';
import type { Packet } from './packet.js';

/** Where an attachment belongs: `holder[key]` is the placeholder that it replaces. */
interface Slot {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
  readonly num: number;
}

/**
 * Collects the attachments of a binary packet and puts them where their placeholders stand.
 *
 * Placeholders are checked when the packet arrives, before a single attachment is kept. Drop the object to free all.
 */
export class Reconstruction {
  readonly packet: Packet;
  readonly #slots: readonly Slot[];
  readonly #received: Uint8Array[] = [];
  #bytesLeft: number;

  /**
   * @param packet what {@link decodeText} made of the packet's text.
   * @param maxBytes the attachments' total size.
   * @throws PacketError for a placeholder without attachment.
   */
  constructor(packet: Packet, maxBytes = Number.POSITIVE_INFINITY) {
    this.packet = packet;
    this.#slots = findPlaceholders(packet.data, packet.attachments);
    this.#bytesLeft = maxBytes;
  }

  /**
   * Takes the next attachment; the last one gives the finished packet.
   *
   * @throws PacketError when the attachments exceed their size.
   */
  add(bytes: Uint8Array): Packet | undefined {
    const { packet } = this;
    this.#bytesLeft -= bytes.byteLength;
    if (this.#bytesLeft < 0) throw new PacketError('attachments of a packet exceed the allowed size');
    if (this.#received.push(bytes) < packet.attachments) return undefined;
    // Plain assignment is safe for any key, `__proto__` too: the placeholder is an own property already.
    for (const { holder, key, num } of this.#slots) holder[key] = this.#received[num];
    return packet;
  }
}

/**
 * Finds every placeholder in parsed JSON. Recursion is safe: the text's nesting was judged before it was parsed.
 *
 * @throws PacketError for a number that no attachment has.
 */
export function findPlaceholders(data: unknown, attachments: number): readonly Slot[] {
  const slots: Slot[] = [];
  if (typeof data === 'object' && data !== null) collect(data as Slot['holder'], attachments, slots);
  return slots;
}

function collect(holder: Slot['holder'], attachments: number, slots: Slot[]): void {
  const keys = Array.isArray(holder) ? holder.keys() : Object.keys(holder);
  for (const key of keys) {
    const value = holder[key];
    if (typeof value !== 'object' || value === null) continue;
    const { _placeholder, num } = value as { _placeholder?: unknown; num?: unknown };
    if (_placeholder !== true) collect(value as Slot['holder'], attachments, slots);
    else if (Number.isInteger(num) && (num as number) >= 0 && (num as number) < attachments) {
      slots.push({ holder, key, num: num as number });
    } else throw new PacketError(`placeholder refers to attachment ${JSON.stringify(num)} of ${attachments}`);
  }
}

import type { WireError } from '../protocol/ably-error';

/** How the server answered one published protocol message. */
export type Outcome = { serials: (string | null)[] } | { error: WireError };

/**
 * The answers to a connection's latest messages, by msgSerial. After a resume the client sends
 * again whatever it saw no answer to; it then gets the first answer, and nothing happens twice.
 */
export class Outcomes {
  private next = 0;
  private readonly ring: (Outcome | undefined)[] = [];

  constructor(private readonly capacity: number) {}

  /** The answer given before, or undefined for a message not seen yet. */
  earlier(msgSerial: number): Outcome | undefined {
    if (msgSerial >= this.next) return undefined;
    if (msgSerial < this.next - this.capacity) return { serials: [] };
    return this.ring[msgSerial % this.capacity] ?? { serials: [] };
  }

  remember(msgSerial: number, outcome: Outcome): void {
    this.next = msgSerial + 1;
    this.ring[msgSerial % this.capacity] = outcome;
  }
}

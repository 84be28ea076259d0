import type { WireError } from '../protocol/ably-error';

/** How the server answered one published protocol message. */
export type Outcome = { serials: (string | null)[] } | { error: WireError };

const MAX_SERIALS = 10_000;

/**
 * The answers to a connection's latest messages, by msgSerial. After a resume the client sends
 * again whatever it saw no answer to; it then gets the first answer, and nothing happens twice.
 */
export class Outcomes {
  private oldest = 0;
  private next = 0;
  private serials = 0;
  private readonly ring: (Outcome | undefined)[] = [];

  constructor(private readonly capacity: number) {}

  /** The answer given before, or undefined for a message not seen yet. */
  earlier(msgSerial: number): Outcome | undefined {
    if (msgSerial >= this.next) return undefined;
    if (msgSerial < this.oldest) return { serials: [] };
    return this.ring[msgSerial % this.capacity] ?? { serials: [] };
  }

  remember(msgSerial: number, outcome: Outcome): void {
    // What a client skipped, it will not send any more.
    if (msgSerial - this.oldest >= 2 * this.capacity) this.forgetAll(msgSerial);
    this.next = msgSerial + 1;
    while (this.oldest <= msgSerial - this.capacity) this.forgetOldest();
    this.ring[msgSerial % this.capacity] = outcome;
    this.serials += serialsOf(outcome);
    while (this.serials > MAX_SERIALS && this.oldest < msgSerial) this.forgetOldest();
  }

  private forgetAll(next: number): void {
    this.ring.length = 0;
    this.serials = 0;
    this.oldest = next;
  }

  private forgetOldest(): void {
    const place = this.oldest % this.capacity;
    this.serials -= serialsOf(this.ring[place]);
    this.ring[place] = undefined;
    this.oldest += 1;
  }
}

function serialsOf(outcome: Outcome | undefined): number {
  if (!outcome) return 0;
  return 'serials' in outcome ? outcome.serials.length : 1;
}

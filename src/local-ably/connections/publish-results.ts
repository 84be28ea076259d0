import type { WireError } from '../protocol/ably-error';

/** How the server answered one published protocol message. */
export type PublishResult = { serials: (string | null)[] } | { error: WireError };

const MAX_SERIALS = 10_000;

/**
 * The answers to a connection's latest messages, by msgSerial. After a resume the client sends
 * again whatever it saw no answer to; it then gets the first answer, and nothing happens twice.
 */
export class PublishResults {
  private oldest = 0;
  private next = 0;
  private serials = 0;
  private readonly ring: (PublishResult | undefined)[] = [];

  constructor(private readonly capacity: number) {}

  /** The answer given before, or undefined for a message not seen yet. */
  find(msgSerial: number): PublishResult | undefined {
    if (msgSerial >= this.next) return undefined;
    if (msgSerial < this.oldest) return { serials: [] };
    return this.ring[msgSerial % this.capacity] ?? { serials: [] };
  }

  store(msgSerial: number, outcome: PublishResult): void {
    // What a client skipped, it will not send any more.
    if (msgSerial - this.oldest >= 2 * this.capacity) this.clear(msgSerial);
    this.next = msgSerial + 1;
    while (this.oldest <= msgSerial - this.capacity) this.evictOldest();
    this.ring[msgSerial % this.capacity] = outcome;
    this.serials += serialsOf(outcome);
    while (this.serials > MAX_SERIALS && this.oldest < msgSerial) this.evictOldest();
  }

  private clear(next: number): void {
    this.ring.length = 0;
    this.serials = 0;
    this.oldest = next;
  }

  private evictOldest(): void {
    const place = this.oldest % this.capacity;
    this.serials -= serialsOf(this.ring[place]);
    this.ring[place] = undefined;
    this.oldest += 1;
  }
}

function serialsOf(outcome: PublishResult | undefined): number {
  if (!outcome) return 0;
  return 'serials' in outcome ? outcome.serials.length : 1;
}

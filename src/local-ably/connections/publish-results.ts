import type { WireError } from '../protocol/ably-error';

/** The server's response to one published protocol message. */
export type PublishResult = { serials: (string | null)[] } | { error: WireError };

const MAX_SERIALS = 10_000;

/**
 * The results of a connection's latest messages, by msgSerial. After a resume a client resends
 * unacknowledged messages: it gets the stored result, and nothing is published twice.
 */
export class PublishResults {
  private oldest = 0;
  private next = 0;
  private serials = 0;
  private readonly ring: (PublishResult | undefined)[] = [];

  constructor(private readonly capacity: number) {}

  /** The stored result; undefined for a new message. Evicted results are reported as empty. */
  find(msgSerial: number): PublishResult | undefined {
    if (msgSerial >= this.next) return undefined;
    if (msgSerial < this.oldest) return { serials: [] };
    return this.ring[msgSerial % this.capacity] ?? { serials: [] };
  }

  store(msgSerial: number, result: PublishResult): void {
    // A client never sends the serials that it skipped.
    if (msgSerial - this.oldest >= 2 * this.capacity) this.clear(msgSerial);
    this.next = msgSerial + 1;
    while (this.oldest <= msgSerial - this.capacity) this.evictOldest();
    this.ring[msgSerial % this.capacity] = result;
    this.serials += serialsOf(result);
    while (this.serials > MAX_SERIALS && this.oldest < msgSerial) this.evictOldest();
  }

  private clear(next: number): void {
    this.ring.length = 0;
    this.serials = 0;
    this.oldest = next;
  }

  private evictOldest(): void {
    const slot = this.oldest % this.capacity;
    this.serials -= serialsOf(this.ring[slot]);
    this.ring[slot] = undefined;
    this.oldest += 1;
  }
}

function serialsOf(result: PublishResult | undefined): number {
  if (!result) return 0;
  return 'serials' in result ? result.serials.length : 1;
}

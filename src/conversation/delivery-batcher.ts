import { LRUCache } from 'lru-cache';
import type { Db } from '../db/db';
import type { Logger } from '../logger';
import { markDeliveries } from './delivery-store';
import type { Delivery } from './delivery-store';

/** What is handed over within a moment is kept together; whoever waits for the tick sees no more. */
const MOMENT_MS = 300;
const BATCH = 500;
const KNOWN = 50_000;

/**
 * Notes which messages reached a device of which member: whoever hands them over says so and goes
 * on. Notes of a moment become one statement for all conversations. Those that a killed process had
 * not kept yet are made up for by the next message or the next reading, which counts as delivery.
 */
export class DeliveryBatcher {
  private readonly waiting = new Map<string, Delivery>();
  /** How far each member has been noted here, so that handing over again costs nothing. */
  private readonly noted = new LRUCache<string, number>({ max: KNOWN });
  private timer: NodeJS.Timeout | undefined;
  private keeping: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly logger: Logger,
  ) {}

  note(delivery: Delivery): void {
    const { conversationId, userId, seq } = delivery;
    const who = `${conversationId} ${userId}`;
    if (this.stopped || seq <= (this.noted.get(who) ?? 0)) return;
    this.noted.set(who, seq);
    this.waiting.set(who, delivery);
    this.timer ??= this.soon();
  }

  /** Keeps what is noted and takes no more. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.keeping;
    await this.keep();
  }

  private async keep(): Promise<void> {
    const all = [...this.waiting.entries()];
    this.waiting.clear();
    for (let from = 0; from < all.length; from += BATCH) {
      const batch = all.slice(from, from + BATCH);
      try {
        await markDeliveries(
          this.db,
          batch.map(([, delivery]) => delivery),
        );
      } catch (error) {
        this.logger.warn(
          { err: error },
          'Deliveries could not be kept; the next ones tell as much',
        );
        for (const [who] of batch) this.noted.delete(who);
      }
    }
    const goOn = this.waiting.size > 0 && !this.stopped;
    this.timer = goOn ? this.soon() : undefined;
  }

  private soon(): NodeJS.Timeout {
    return setTimeout(() => {
      this.keeping = this.keep();
    }, MOMENT_MS);
  }
}

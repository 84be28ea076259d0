import { LRUCache } from 'lru-cache';
import type { Db } from '../../database/db';
import type { Logger } from '../../logger';
import { storeDeliveryReceipts } from './delivery-receipt-repository';
import type { DeliveryReceipt } from './delivery-receipt-repository';

/** What is handed over within a moment is kept together; whoever waits for the tick sees no more. */
const FLUSH_INTERVAL_MS = 300;
const MAX_BATCH_SIZE = 500;
const MAX_ENTRIES = 50_000;

/**
 * Notes which messages reached a device of which member: whoever hands them over says so and goes
 * on. Notes of a moment become one statement for all conversations. Those that a killed process had
 * not kept yet are made up for by the next message or the next reading, which counts as delivery.
 */
export class DeliveryReceiptBatcher {
  private readonly waiting = new Map<string, DeliveryReceipt>();
  /** How far each member has been noted here, so that handing over again costs nothing. */
  private readonly recordedSeqs = new LRUCache<string, number>({ max: MAX_ENTRIES });
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly logger: Logger,
  ) {}

  record(delivery: DeliveryReceipt): void {
    const { conversationId, userId, seq } = delivery;
    const who = `${conversationId} ${userId}`;
    if (this.stopped || seq <= (this.recordedSeqs.get(who) ?? 0)) return;
    this.recordedSeqs.set(who, seq);
    this.waiting.set(who, delivery);
    this.timer ??= this.scheduleFlush();
  }

  /** Keeps what is noted and takes no more. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.writing;
    await this.flush();
  }

  private async flush(): Promise<void> {
    const all = [...this.waiting.entries()];
    this.waiting.clear();
    for (let from = 0; from < all.length; from += MAX_BATCH_SIZE) {
      const batch = all.slice(from, from + MAX_BATCH_SIZE);
      try {
        await storeDeliveryReceipts(
          this.db,
          batch.map(([, delivery]) => delivery),
        );
      } catch (error) {
        this.logger.warn(
          { err: error },
          'Deliveries could not be kept; the next ones tell as much',
        );
        for (const [who] of batch) this.recordedSeqs.delete(who);
      }
    }
    const goOn = this.waiting.size > 0 && !this.stopped;
    this.timer = goOn ? this.scheduleFlush() : undefined;
  }

  private scheduleFlush(): NodeJS.Timeout {
    return setTimeout(() => {
      this.writing = this.flush();
    }, FLUSH_INTERVAL_MS);
  }
}

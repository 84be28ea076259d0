import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { Db } from '../../database/db';
import type { Logger } from '../../logger';
import type { DeliveryReceipt } from './delivery-receipt-repository';
import { storeDeliveryReceipts } from './store-delivery-receipts';

/** Receipts of one interval are written together; senders see the tick at most this much later. */
const FLUSH_INTERVAL_MS = 300;
const MAX_BATCH_SIZE = 500;
const MAX_ENTRIES = 50_000;

/**
 * Collects delivery receipts and writes them in one transaction per interval. Receipts lost with a
 * killed process are superseded by the next delivery or read of that member.
 */
export class DeliveryReceiptBatcher {
  private readonly pending = new Map<string, DeliveryReceipt>();
  /** Newest recorded seq per member: repeated deliveries cost nothing. */
  private readonly recordedSeqs = new LRUCache<string, number>(limitedTo(MAX_ENTRIES));
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly logger: Logger,
  ) {}

  /** Call when the database was restored: it may lack receipts that were recorded. */
  clear(): void {
    this.recordedSeqs.clear();
  }

  record(delivery: DeliveryReceipt): void {
    const { seq } = delivery;
    const memberKey = keyOf(delivery);
    if (this.stopped || seq <= (this.recordedSeqs.get(memberKey) ?? 0)) return;
    this.recordedSeqs.set(memberKey, seq);
    this.pending.set(memberKey, delivery);
    this.timer ??= this.scheduleFlush();
  }

  /** Writes the recorded receipts and ignores later ones. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.writing;
    await this.flush();
  }

  private async flush(): Promise<void> {
    const all = [...this.pending.entries()];
    this.pending.clear();
    for (let from = 0; from < all.length; from += MAX_BATCH_SIZE) {
      const batch = all.slice(from, from + MAX_BATCH_SIZE);
      try {
        const locked = await storeDeliveryReceipts(
          this.db,
          batch.map(([, delivery]) => delivery),
        );
        for (const delivery of locked) this.retry(delivery);
      } catch (error) {
        this.logger.warn({ err: error }, 'Saving delivery receipts failed');
        for (const [memberKey] of batch) this.recordedSeqs.delete(memberKey);
      }
    }
    const hasMore = this.pending.size > 0 && !this.stopped;
    this.timer = hasMore ? this.scheduleFlush() : undefined;
  }

  /** With the next batch, unless a newer one has been recorded. */
  private retry(delivery: DeliveryReceipt): void {
    const memberKey = keyOf(delivery);
    if (!this.pending.has(memberKey)) this.pending.set(memberKey, delivery);
  }

  private scheduleFlush(): NodeJS.Timeout {
    return setTimeout(() => {
      this.writing = this.flush();
    }, FLUSH_INTERVAL_MS);
  }
}

const keyOf = ({ conversationId, userId }: DeliveryReceipt): string =>
  `${conversationId} ${userId}`;

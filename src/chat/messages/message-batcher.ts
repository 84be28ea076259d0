import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { Db } from '../../database/db';
import { pgErrorCode } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { LockMode } from '../conversation-repository';
import { storeMessages } from './store-messages';
import type { InsertedMessage, PostedMessage, Refusal } from './store-messages';

interface QueuedMessage {
  message: PostedMessage;
  queuedAt: number;
  resolve: (result: InsertedMessage | Refusal) => void;
  reject: (reason: unknown) => void;
}

const MAX_CONCURRENT_BATCHES = 3;
const MAX_BATCH_SIZE = 100;
/** Queue length that starts another concurrent batch. */
const EARLY_FLUSH_SIZE = 100;
/** Upper bound of waiting for running batches, which may be blocked by a lock. */
const MAX_WAIT_MS = 20;
/** Transactions that wait for the lock of one conversation each, beside the batches. */
const MAX_WAITING = 2;
const MIN_RETRY_MS = 5;
const MAX_RETRY_MS = 100;
/** How long a conversation that held up a batch is kept out of the next ones. */
const SUSPECT_MS = 10_000;
const MAX_SUSPECTS = 10_000;

const LOCK_TIMEOUT = '55P03';
/**
 * Wrong data, a violated constraint, a transaction that was rolled back: nothing was stored. After any
 * other error, such as a lost connection, the batch may have been committed.
 */
const NOTHING_STORED = /^(22|23|40)/;

/**
 * Inserts messages in group commits: while batches are running, new messages share the next one; an
 * idle batcher inserts immediately. A batch contains at most one message of a conversation and a
 * conversation is in at most one running batch, so its messages keep their order.
 *
 * A batch skips conversations that are locked, such as by a process that froze. Their messages wait
 * beside the batches: two for the lock itself, the others for a later batch. After the lock timeout
 * they fail with `unavailable`.
 */
export class MessageBatcher {
  private queue: QueuedMessage[] = [];
  /** Ids of the conversations whose messages are being written or wait for a lock. */
  private readonly busy = new Set<string>();
  /** Conversations whose message is written alone: a lock of another row held up their batch. */
  private readonly suspects = new LRUCache<string, true>({
    ...limitedTo(MAX_SUSPECTS),
    ttl: SUSPECT_MS,
  });
  private running = 0;
  private waiting = 0;
  private flushTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly lockTimeoutMs: number,
  ) {}

  /** Resolves with the reason when the message cannot be inserted. */
  insert(message: PostedMessage): Promise<InsertedMessage | Refusal> {
    return new Promise((resolve, reject) => {
      this.queue.push({ message, queuedAt: performance.now(), resolve, reject });
      this.flush();
    });
  }

  private flush(isOverdue = false): void {
    while (this.running < MAX_CONCURRENT_BATCHES) {
      if (this.running > 0 && this.queue.length < EARLY_FLUSH_SIZE && !isOverdue) {
        this.scheduleFlush();
        return;
      }
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      this.running += 1;
      void this.writeBatch(batch).finally(() => {
        this.running -= 1;
        this.flush();
      });
    }
  }

  private scheduleFlush(): void {
    if (this.queue.length === 0) return;
    this.flushTimer ??= setTimeout(() => {
      this.flushTimer = undefined;
      this.flush(true);
    }, MAX_WAIT_MS);
  }

  private takeBatch(): QueuedMessage[] {
    const batch: QueuedMessage[] = [];
    const alone: QueuedMessage[] = [];
    this.queue = this.queue.filter((one) => {
      const { conversationId } = one.message;
      if (batch.length === MAX_BATCH_SIZE || this.busy.has(conversationId)) return true;
      this.busy.add(conversationId);
      (this.suspects.has(conversationId) ? alone : batch).push(one);
      return false;
    });
    for (const one of alone) this.writeAlone(one);
    return batch;
  }

  private async writeBatch(batch: QueuedMessage[]): Promise<void> {
    try {
      await this.store(batch, 'skip');
    } catch (error) {
      const code = pgErrorCode(error) ?? '';
      if (code === LOCK_TIMEOUT) {
        for (const one of batch) this.suspects.set(one.message.conversationId, true);
        for (const one of batch) this.writeAlone(one);
      } else if (batch.length > 1 && NOTHING_STORED.test(code)) {
        // Message by message, so that one bad message fails alone.
        for (const one of batch) await this.writeBatch([one]);
      } else this.fail(batch, error);
    }
  }

  private async store(batch: QueuedMessage[], mode: LockMode): Promise<void> {
    const results = await storeMessages(
      this.db,
      batch.map(({ message }) => message),
      mode,
    );
    for (const one of batch) {
      const result = results.get(one.message.conversationId) ?? 'not-open';
      if (result === 'locked') this.writeAlone(one);
      else {
        this.busy.delete(one.message.conversationId);
        one.resolve(result);
      }
    }
  }

  private fail(batch: QueuedMessage[], error: unknown): void {
    for (const { message, reject } of batch) {
      this.busy.delete(message.conversationId);
      reject(error);
    }
  }

  /** Waits for the conversation's lock; while too many do, tries again with a later batch. */
  private writeAlone(one: QueuedMessage): void {
    if (this.waiting === MAX_WAITING) {
      this.retryLater(one);
      return;
    }
    this.waiting += 1;
    void this.store([one], 'wait')
      .then(() => this.suspects.delete(one.message.conversationId))
      .catch((error: unknown) => {
        if (pgErrorCode(error) === LOCK_TIMEOUT) this.failLocked(one, error);
        else this.fail([one], error);
      })
      .finally(() => {
        this.waiting -= 1;
        this.flush();
      });
  }

  private retryLater(one: QueuedMessage): void {
    const waitedMs = performance.now() - one.queuedAt;
    if (waitedMs > this.lockTimeoutMs) {
      this.failLocked(one);
      return;
    }
    setTimeout(
      () => {
        this.busy.delete(one.message.conversationId);
        this.queue.unshift(one);
        this.flush(true);
      },
      Math.min(Math.max(waitedMs / 2, MIN_RETRY_MS), MAX_RETRY_MS),
    );
  }

  /** Also fails the queued messages of the conversation: they would wait as long again. */
  private failLocked(
    { message: { conversationId }, reject }: QueuedMessage,
    cause?: unknown,
  ): void {
    const error = new AppError('unavailable', { cause });
    const isStuck = ({ message }: QueuedMessage): boolean =>
      message.conversationId === conversationId;
    const stuck = this.queue.filter(isStuck);
    this.queue = this.queue.filter((one) => !isStuck(one));
    reject(error);
    this.fail(stuck, error);
    this.busy.delete(conversationId);
  }
}

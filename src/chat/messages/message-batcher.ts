import type { Db } from '../../database/db';
import { pgErrorCode } from '../../database/in-transaction';
import { insertMessages } from './message-repository';
import type { InsertedMessage, NewMessage } from './message-repository';

interface QueuedMessage {
  message: NewMessage;
  resolve: (inserted: InsertedMessage | undefined) => void;
  reject: (reason: unknown) => void;
}

const MAX_CONCURRENT_BATCHES = 3;
const MAX_BATCH_SIZE = 100;
/** So many waiting are worth a statement of their own while others are under way. */
const EARLY_FLUSH_SIZE = 20;
/** Nobody waits longer than this for a statement under way: it may be held up by a lock. */
const MAX_WAIT_MS = 20;

/**
 * Keeps messages in group commits: while statements are under way, whoever comes waits and shares
 * the next one. When it is quiet a message goes at once. A batch holds at most one message of a
 * conversation, and a conversation is in one batch at a time, so its messages keep their order.
 */
export class MessageBatcher {
  private waiting: QueuedMessage[] = [];
  private readonly busy = new Set<string>();
  private running = 0;
  private flushTimer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Db) {}

  /** Undefined: the conversation is not open. */
  insert(message: NewMessage): Promise<InsertedMessage | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ message, resolve, reject });
      this.flush();
    });
  }

  private flush(impatient = false): void {
    while (this.running < MAX_CONCURRENT_BATCHES) {
      if (this.running > 0 && this.waiting.length < EARLY_FLUSH_SIZE && !impatient) {
        this.scheduleFlush();
        return;
      }
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      this.running += 1;
      void this.writeBatch(batch).finally(() => {
        this.running -= 1;
        for (const { message } of batch) this.busy.delete(message.conversationId);
        this.flush();
      });
    }
  }

  private scheduleFlush(): void {
    if (this.waiting.length === 0) return;
    this.flushTimer ??= setTimeout(() => {
      this.flushTimer = undefined;
      this.flush(true);
    }, MAX_WAIT_MS);
  }

  private takeBatch(): QueuedMessage[] {
    const batch: QueuedMessage[] = [];
    this.waiting = this.waiting.filter((one) => {
      const { conversationId } = one.message;
      if (batch.length === MAX_BATCH_SIZE || this.busy.has(conversationId)) return true;
      this.busy.add(conversationId);
      batch.push(one);
      return false;
    });
    return batch;
  }

  /** One bad message must not fail the others: a refused batch is kept one by one. */
  private async writeBatch(batch: QueuedMessage[]): Promise<void> {
    try {
      const inserted = await insertMessages(
        this.db,
        batch.map(({ message }) => message),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(inserted[index]);
    } catch (error) {
      if (batch.length === 1 || pgErrorCode(error) === undefined) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const one of batch) await this.writeBatch([one]);
    }
  }
}

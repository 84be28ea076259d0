import type { Db } from '../db/db';
import { pgErrorCode } from '../db/in-transaction';
import { insertMessages } from './message-store';
import type { Inserted, NewMessage } from './message-store';

interface Waiting {
  message: NewMessage;
  resolve: (inserted: Inserted | undefined) => void;
  reject: (reason: unknown) => void;
}

const AT_ONCE = 3;
const BATCH = 100;
/** So many waiting are worth a statement of their own while others are under way. */
const CROWD = 20;
/** Nobody waits longer than this for a statement under way: it may be held up by a lock. */
const PATIENCE_MS = 20;

/**
 * Keeps messages in group commits: while statements are under way, whoever comes waits and shares
 * the next one. When it is quiet a message goes at once. A batch holds at most one message of a
 * conversation, and a conversation is in one batch at a time, so its messages keep their order.
 */
export class MessageBatcher {
  private waiting: Waiting[] = [];
  private readonly busy = new Set<string>();
  private underWay = 0;
  private patience: NodeJS.Timeout | undefined;

  constructor(private readonly db: Db) {}

  /** Undefined: the conversation is not open. */
  insert(message: NewMessage): Promise<Inserted | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ message, resolve, reject });
      this.work();
    });
  }

  private work(impatient = false): void {
    while (this.underWay < AT_ONCE) {
      if (this.underWay > 0 && this.waiting.length < CROWD && !impatient) {
        this.lookAgain();
        return;
      }
      const batch = this.take();
      if (batch.length === 0) return;
      this.underWay += 1;
      void this.keep(batch).finally(() => {
        this.underWay -= 1;
        for (const { message } of batch) this.busy.delete(message.conversationId);
        this.work();
      });
    }
  }

  private lookAgain(): void {
    if (this.waiting.length === 0) return;
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      this.work(true);
    }, PATIENCE_MS);
  }

  private take(): Waiting[] {
    const batch: Waiting[] = [];
    this.waiting = this.waiting.filter((one) => {
      const { conversationId } = one.message;
      if (batch.length === BATCH || this.busy.has(conversationId)) return true;
      this.busy.add(conversationId);
      batch.push(one);
      return false;
    });
    return batch;
  }

  /** One bad message must not fail the others: a refused batch is kept one by one. */
  private async keep(batch: Waiting[]): Promise<void> {
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
      for (const one of batch) await this.keep([one]);
    }
  }
}

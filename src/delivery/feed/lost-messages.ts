import type { Cursor } from '../../chat/changes/change-event';
import { minCursor } from './feed-topic';

/** What a restored database has in common with what was delivered, and the last lost `seq`. */
interface LostRange {
  common: Cursor;
  to: number;
}

/** Messages before the end of a conversation that a client of unknown history receives again. */
const REPEATED = 50;

/**
 * Which messages a restore lost, of the conversations that this process delivered. A client names the
 * last `seq` that it received, which the database may have given out again: it goes on before the lost
 * messages, and may receive some again, but misses none.
 */
export class LostMessages {
  private readonly ranges = new Map<string, LostRange>();

  record(conversationId: string, { common, to }: LostRange): void {
    if (to > common.seq) this.ranges.set(conversationId, { common, to });
    else this.ranges.delete(conversationId);
  }

  /** `head` was read from the database after the client received `from`. */
  resume(conversationId: string, { from, head }: { from: Cursor; head: Cursor }): Cursor {
    const lost = this.ranges.get(conversationId);
    if (lost && from.seq > lost.common.seq && from.seq <= lost.to) {
      return minCursor(from, lost.common);
    }
    if (from.seq <= head.seq) return from;
    return minCursor(from, { ...head, seq: Math.max(0, head.seq - REPEATED) });
  }
}

import type { Message } from '../../database/entities/chat/message';

/** Identifies a message across a restore, which gives out its id and `seq` again. */
export type MessageRef = Pick<Message, 'id' | 'seq'> & { createdAt: string };

/** What the database has of the messages up to a `seq`. */
export interface StoredMessages {
  stored: readonly MessageRef[];
  to: number;
}

/** More than a conversation has in the seconds that a failover takes. */
const MAX_MESSAGES = 50;

/** The newest messages that a topic delivered, to find where a restored database differs. */
export class RecentMessages {
  private messages: MessageRef[] = [];

  add({ id, seq, createdAt }: MessageRef): void {
    this.messages.push({ id, seq, createdAt });
    if (this.messages.length > MAX_MESSAGES) this.messages.shift();
  }

  /** From the first to the last `seq`; undefined without messages. */
  range(): { from: number; to: number } | undefined {
    const [from, to] = [this.messages[0]?.seq, this.messages.at(-1)?.seq];
    return from === undefined || to === undefined ? undefined : { from, to };
  }

  /**
   * Forgets what differs from `stored`, which was read up to `to`; returns the last `seq` before it.
   */
  keepCommon({ stored, to }: StoredMessages): number {
    const times = new Map(stored.map(({ id, seq, createdAt }) => [`${seq} ${id}`, createdAt]));
    const lost = this.messages.findIndex(
      ({ id, seq, createdAt }) => seq <= to && times.get(`${seq} ${id}`) !== createdAt,
    );
    const firstLost = this.messages[lost];
    if (!firstLost) return Infinity;
    this.messages.splice(lost);
    return firstLost.seq - 1;
  }
}

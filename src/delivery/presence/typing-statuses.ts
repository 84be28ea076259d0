import type { Redis } from 'ioredis';

/** Typing ends after this long without another typing event; clients use the same time (C-51). */
const TYPING_TTL_MS = 6_000;

/** In which conversation each user is typing, in Redis with a TTL. */
export class TypingStatuses {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async record(userId: string, conversationId: string, isTyping: boolean): Promise<void> {
    const key = this.keyOf(userId);
    if (isTyping) await this.redis.set(key, conversationId, 'PX', TYPING_TTL_MS);
    else await this.redis.del(key);
  }

  /** Conversation ids by user id; users who are not typing are missing. */
  async find(userIds: string[]): Promise<Map<string, string>> {
    if (userIds.length === 0) return new Map();
    const replies = await this.redis.mget(userIds.map((id) => this.keyOf(id)));
    return new Map(
      userIds.flatMap((id, index) => {
        const conversationId = replies[index];
        return conversationId ? [[id, conversationId]] : [];
      }),
    );
  }

  private keyOf(userId: string): string {
    return `${this.prefix}:typing_status:${userId}`;
  }
}

import type { Redis } from 'ioredis';

/** Who says nothing more for so long has stopped typing. */
const TYPING_TTL_MS = 6_000;

/** Where people type just now, in Redis, which forgets it by itself. */
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

  /** Of these people, in which conversation each types; those who do not are missing. */
  async find(userIds: string[]): Promise<Map<string, string>> {
    if (userIds.length === 0) return new Map();
    const answers = await this.redis.mget(userIds.map((id) => this.keyOf(id)));
    return new Map(
      userIds.flatMap((id, index) => {
        const conversationId = answers[index];
        return conversationId ? [[id, conversationId]] : [];
      }),
    );
  }

  private keyOf(userId: string): string {
    return `${this.prefix}:typing_status:${userId}`;
  }
}

import type { Redis } from 'ioredis';
import type { Typing } from '../conversation/announce-typing';
import type { Logger } from '../logger';

/** What is called out to every API process: ids of conversations in which something happened. */
type Call = { moved: string[] } | { typing: Typing; conversationId: string };

export interface FeedListener {
  moved(conversationIds: string[]): void;
  typing(conversationId: string, typing: Typing): void;
  /** Calls may have been missed: the line was down, or is new. */
  back(): void;
}

/**
 * The line over Redis on which the feed is called. It carries ids and never words; what is lost on
 * it costs time alone, except for typing, which is worth nothing a moment later.
 */
export class FeedLine {
  private subscriber: Redis | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  /** Rejects when Redis is away. */
  async callMoved(conversationIds: string[]): Promise<void> {
    await this.call({ moved: conversationIds });
  }

  async callTyping(conversationId: string, typing: Typing): Promise<void> {
    await this.call({ typing, conversationId });
  }

  listen(listener: FeedListener): void {
    const subscriber = this.redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.subscriber = subscriber;
    subscriber.on('error', (error) => this.logger.warn({ err: error }, 'The feed is not called'));
    subscriber.on('ready', () => listener.back());
    subscriber.on('message', (_channel: string, text: string) => {
      const call = JSON.parse(text) as Call;
      if ('moved' in call) listener.moved(call.moved);
      else listener.typing(call.conversationId, call.typing);
    });
    subscriber.subscribe(this.channel).catch(() => undefined);
  }

  close(): void {
    this.subscriber?.disconnect();
  }

  private async call(call: Call): Promise<void> {
    await this.redis.publish(this.channel, JSON.stringify(call));
  }
}

import type { Redis } from 'ioredis';
import type { Typing } from '../../chat/announce-typing';
import type { Logger } from '../../logger';

/** What is called out to every API process: ids of conversations in which something happened. */
type FeedNotification = { moved: string[] } | { typing: Typing; conversationId: string };

export interface FeedListener {
  changed(conversationIds: string[]): void;
  typing(conversationId: string, typing: Typing): void;
  /** Calls may have been missed: the line was down, or is new. */
  reconnected(): void;
}

/**
 * The line over Redis on which the feed is called. It carries ids and never words; what is lost on
 * it costs time alone, except for typing, which is worth nothing a moment later.
 */
export class FeedChannel {
  private subscriber: Redis | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  /** Rejects when Redis is away. */
  async publishChanged(conversationIds: string[]): Promise<void> {
    await this.publish({ moved: conversationIds });
  }

  async publishTyping(conversationId: string, typing: Typing): Promise<void> {
    await this.publish({ typing, conversationId });
  }

  subscribe(listener: FeedListener): void {
    const subscriber = this.redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.subscriber = subscriber;
    subscriber.on('error', (error) => this.logger.warn({ err: error }, 'The feed is not called'));
    subscriber.on('ready', () => listener.reconnected());
    subscriber.on('message', (_channel: string, text: string) => {
      const call = JSON.parse(text) as FeedNotification;
      if ('moved' in call) listener.changed(call.moved);
      else listener.typing(call.conversationId, call.typing);
    });
    subscriber.subscribe(this.channel).catch(() => undefined);
  }

  close(): void {
    this.subscriber?.disconnect();
  }

  private async publish(call: FeedNotification): Promise<void> {
    await this.redis.publish(this.channel, JSON.stringify(call));
  }
}

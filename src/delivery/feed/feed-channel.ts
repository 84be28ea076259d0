import { z } from 'zod';
import type { Typing } from '../../chat/announce-typing';
import type { Logger } from '../../logger';
import type { RedisConnection } from '../../redis';
import type { StoredEvent } from '../outbox/outbox-repository';

/** `moved`: ids of conversations that changed. */
const feedNotificationSchema = z.union([
  z.object({ moved: z.array(z.string()) }),
  z.object({
    conversationId: z.string(),
    typing: z.object({ userId: z.string(), isTyping: z.boolean(), timestamp: z.string() }),
  }),
]);
type FeedNotification = z.infer<typeof feedNotificationSchema>;

export interface FeedListener {
  changed(conversationIds: string[]): void;
  typing(conversationId: string, typing: Typing): void;
  /** Notifications may have been lost: the connection is new. */
  reconnected(): void;
}

/**
 * The Redis channel that wakes up the feeds of all API processes. It carries ids only. A lost
 * notification costs time: every feed also polls; a lost typing status is not repeated.
 */
export class FeedChannel {
  private subscription: { close(): void } | undefined;

  constructor(
    private readonly redis: RedisConnection,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  /** Publishes the conversations of a batch at once. Rejects while Redis is unavailable. */
  async publishChanges(events: StoredEvent[]): Promise<void> {
    const ids = events.flatMap(({ event }) =>
      'conversationId' in event ? [event.conversationId] : [],
    );
    if (ids.length > 0) await this.publish({ moved: [...new Set(ids)] });
  }

  async publishTyping(conversationId: string, typing: Typing): Promise<void> {
    await this.publish({ typing, conversationId });
  }

  subscribe(listener: FeedListener): void {
    this.subscription = this.redis.subscribeTo(this.channel, {
      error: (error) => this.logger.warn({ err: error }, 'Redis subscriber error (feed)'),
      ready: () => listener.reconnected(),
      message: (text) => {
        const notification = this.parse(text);
        if (!notification) return;
        if ('moved' in notification) listener.changed(notification.moved);
        else listener.typing(notification.conversationId, notification.typing);
      },
    });
  }

  private parse(text: string): FeedNotification | undefined {
    try {
      return feedNotificationSchema.parse(JSON.parse(text));
    } catch (error) {
      this.logger.warn({ err: error }, 'Feed notification cannot be read; ignored');
      return undefined;
    }
  }

  close(): void {
    this.subscription?.close();
  }

  private async publish(notification: FeedNotification): Promise<void> {
    await this.redis.publish(this.channel, JSON.stringify(notification));
  }
}

import type { Redis } from 'ioredis';
import type { Typing } from '../../chat/announce-typing';
import type { Logger } from '../../logger';
import type { StoredEvent } from '../outbox/outbox-repository';

/** `moved`: ids of conversations that changed. */
type FeedNotification = { moved: string[] } | { typing: Typing; conversationId: string };

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
  private subscriber: Redis | undefined;

  constructor(
    private readonly redis: Redis,
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
    const subscriber = this.redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.subscriber = subscriber;
    subscriber.on('error', (error) =>
      this.logger.warn({ err: error }, 'Redis subscriber error (feed)'),
    );
    subscriber.on('ready', () => listener.reconnected());
    subscriber.on('message', (_channel: string, text: string) => {
      const notification = JSON.parse(text) as FeedNotification;
      if ('moved' in notification) listener.changed(notification.moved);
      else listener.typing(notification.conversationId, notification.typing);
    });
    subscriber.subscribe(this.channel).catch(() => undefined);
  }

  close(): void {
    this.subscriber?.disconnect();
  }

  private async publish(notification: FeedNotification): Promise<void> {
    await this.redis.publish(this.channel, JSON.stringify(notification));
  }
}

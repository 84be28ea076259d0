import type { Redis } from 'ioredis';
import type { Logger } from '../../logger';
import type { PresenceView } from './device';
import { toPresenceView } from './presence-store';

export interface PresenceListener {
  changed(presence: PresenceView): void;
  /** Changes may have been lost: the connection is new. */
  reconnected(): void;
}

/** The Redis channel on which all processes receive status changes. */
export class PresenceChannel {
  private subscriber: Redis | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  subscribe(listener: PresenceListener): void {
    const subscriber = this.redis.duplicate({
      autoResubscribe: false,
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
    });
    this.subscriber = subscriber;
    subscriber.on('error', (error) =>
      this.logger.warn({ err: error }, 'Redis subscriber error (presence)'),
    );
    subscriber.on('ready', () => {
      subscriber.subscribe(this.channel).then(
        () => listener.reconnected(),
        () => undefined,
      );
    });
    subscriber.on('message', (_channel: string, text: string) => {
      const [userId = '', status, lastSeen] = text.split(' ');
      listener.changed(toPresenceView(userId, status, lastSeen));
    });
  }

  close(): void {
    this.subscriber?.disconnect();
  }
}

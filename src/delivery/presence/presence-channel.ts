import type { Logger } from '../../logger';
import type { RedisConnection } from '../../redis';
import type { PresenceView } from './device';
import { toPresenceView } from './presence-store';

export interface PresenceListener {
  changed(presence: PresenceView): void;
  /** Changes may have been lost: the connection is new. */
  reconnected(): void;
}

/** The Redis channel on which all processes receive status changes. */
export class PresenceChannel {
  private subscription: { close(): void } | undefined;

  constructor(
    private readonly redis: RedisConnection,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  subscribe(listener: PresenceListener): void {
    this.subscription = this.redis.subscribeTo(this.channel, {
      error: (error) => this.logger.warn({ err: error }, 'Redis subscriber error (presence)'),
      ready: () => listener.reconnected(),
      message: (text) => {
        const [userId = '', status, lastSeen] = text.split(' ');
        listener.changed(toPresenceView(userId, status, lastSeen));
      },
    });
  }

  close(): void {
    this.subscription?.close();
  }
}

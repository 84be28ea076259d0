import type { Typing, TypingPort } from '../conversation/announce-typing';
import type { PlaceName } from '../conversation/place';
import type { Logger } from '../logger';
import type { FeedLine } from './feed-line';

/**
 * Tells those at sockets and those at Ably that somebody types. In a session Ably is the only way,
 * so its absence is told to the caller; elsewhere one way being closed does not close the other.
 */
export class TypingAnnouncer implements TypingPort {
  constructor(
    private readonly ably: TypingPort,
    private readonly line: FeedLine,
    private readonly logger: Logger,
  ) {}

  async announce(place: PlaceName, typing: Typing): Promise<void> {
    if ('sessionId' in place) {
      await this.ably.announce(place, typing);
      return;
    }
    const ways = [
      this.line.callTyping(place.conversationId, typing),
      this.ably.announce(place, typing),
    ];
    for (const answer of await Promise.allSettled(ways)) {
      if (answer.status === 'fulfilled') continue;
      this.logger.warn({ err: answer.reason as unknown }, 'Typing did not reach everybody');
    }
  }
}

import type { Typing, TypingPort } from '../chat/announce-typing';
import type { ConversationRef } from '../chat/access/conversation-ref';
import type { Logger } from '../logger';
import type { FeedChannel } from './feed/feed-channel';

/** Where it is kept, for a moment, who types. */
interface Statuses {
  record(userId: string, conversationId: string, isTyping: boolean): Promise<void>;
}

/**
 * Tells those at sockets and those at Ably that somebody types. In a session most people are at
 * Ably, so its absence is told to the caller; elsewhere one way being closed does not close the
 * other.
 */
export class TypingPublisher implements TypingPort {
  constructor(
    private readonly deps: { ably: TypingPort; line: FeedChannel; statuses: Statuses },
    private readonly logger: Logger,
  ) {}

  async announce(place: ConversationRef, typing: Typing): Promise<void> {
    const { conversationId, kind } = place;
    const { ably, line, statuses } = this.deps;
    const [atAbly, ...others] = await Promise.allSettled([
      ably.announce(place, typing),
      line.publishTyping(conversationId, typing),
      statuses.record(typing.userId, conversationId, typing.isTyping),
    ]);
    const isOwed = kind === 'session' && atAbly.status === 'rejected';
    for (const answer of isOwed ? others : [atAbly, ...others]) {
      if (answer.status === 'fulfilled') continue;
      this.logger.warn({ err: answer.reason as unknown }, 'Typing did not reach everybody');
    }
    if (isOwed) throw atAbly.reason;
  }
}

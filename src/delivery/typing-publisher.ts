import type { ConversationRef } from '../chat/access/conversation-ref';
import type { Typing, TypingPort } from '../chat/announce-typing';
import type { Logger } from '../logger';
import type { FeedChannel } from './feed/feed-channel';
import type { TypingStatuses } from './presence/typing-statuses';

interface TypingPublisherDeps {
  ably: TypingPort;
  channel: FeedChannel;
  statuses: TypingStatuses;
  logger: Logger;
}

/**
 * Publishes typing to Ably and to socket clients. Participants of a session are subscribed through
 * Ably, so its failure rejects the call there; in other conversations each transport fails
 * independently.
 */
export class TypingPublisher implements TypingPort {
  constructor(private readonly deps: TypingPublisherDeps) {}

  async announce(ref: ConversationRef, typing: Typing): Promise<void> {
    const { conversationId, kind } = ref;
    const { ably, channel, statuses, logger } = this.deps;
    const [ablyResult, ...others] = await Promise.allSettled([
      ably.announce(ref, typing),
      channel.publishTyping(conversationId, typing),
      statuses.record(typing.userId, conversationId, typing.isTyping),
    ]);
    const isRequired = kind === 'session' && ablyResult.status === 'rejected';
    for (const result of isRequired ? others : [ablyResult, ...others]) {
      if (result.status === 'fulfilled') continue;
      logger.warn(
        { err: result.reason as unknown, conversationId },
        'Publishing a typing indicator failed',
      );
    }
    if (isRequired) throw ablyResult.reason;
  }
}

import * as Ably from 'ably';
import type { AblyAddress } from '../../config/config';
import type { Logger } from '../../logger';
import type { Typing, TypingPort } from '../../chat/announce-typing';
import type { ConversationRef } from '../../chat/access/conversation-ref';
import { ablyOptions, ablyLogHandler } from './ably-options';
import { typingChannelOf } from './channels';

const TIMEOUT_MS = 3_000;

/** Publishes typing over REST, which does not need a connection, and checks that Ably answers. */
export class AblyNotifier implements TypingPort {
  private readonly rest: Ably.Rest;

  constructor(key: string, address: AblyAddress, logger: Logger) {
    this.rest = new Ably.Rest({
      ...ablyOptions(address),
      ...ablyLogHandler(logger),
      key,
      httpRequestTimeout: TIMEOUT_MS,
    });
  }

  async announce({ publicId }: ConversationRef, typing: Typing): Promise<void> {
    await this.rest.channels.get(typingChannelOf(publicId)).publish({
      name: 'typing',
      data: typing,
      extras: { ephemeral: true },
    });
  }

  /** Rejects when Ably cannot be reached. */
  async ping(): Promise<void> {
    await this.rest.time();
  }
}

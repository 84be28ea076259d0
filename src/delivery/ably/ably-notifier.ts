import * as Ably from 'ably';
import type { AblyAddress } from '../../config/config';
import type { Logger } from '../../logger';
import type { Typing, TypingPort } from '../../chat/announce-typing';
import type { ConversationRef } from '../../chat/access/conversation-ref';
import { ablyOptions, ablyLogHandler, requestDeadline } from './ably-options';
import { encryptPayload } from './channel-cipher';
import type { ChannelEncryption } from './channel-encryption';
import { typingChannelOf } from './channels';
import { isNotRevocable } from './token-revoker';

/** No user has it: ids are numbers. */
const UNUSED_CLIENT_ID = 'revocation-check';

interface NotifierDeps {
  logger: Logger;
  /** Deadline of a request in milliseconds. */
  request: number;
  encryption: ChannelEncryption;
}

/** Publishes typing over REST, which does not need a connection, and checks that Ably answers. */
export class AblyNotifier implements TypingPort {
  private readonly rest: Ably.Rest;

  constructor(
    key: string,
    address: AblyAddress,
    private readonly deps: NotifierDeps,
  ) {
    this.rest = new Ably.Rest({
      ...ablyOptions(address),
      ...ablyLogHandler(deps.logger),
      key,
      ...requestDeadline(deps.request),
    });
  }

  async announce({ conversationId, publicId }: ConversationRef, typing: Typing): Promise<void> {
    const channel = typingChannelOf(publicId);
    const keys = await this.deps.encryption.keysOf(conversationId, { channel });
    await this.rest.channels.get(channel).publish({
      name: 'typing',
      // Receivers trust no other id.
      clientId: typing.userId,
      ...(keys ? encryptPayload(keys.channel, typing) : { data: typing }),
      extras: { ephemeral: true },
    });
  }

  /** Ably's time; rejects when Ably cannot be reached. */
  time(): Promise<number> {
    return this.rest.time();
  }

  /** Whether tokens of the key can be revoked; undefined when that cannot be found out now. */
  async canRevoke(): Promise<boolean | undefined> {
    try {
      await this.rest.auth.revokeTokens([{ type: 'clientId', value: UNUSED_CLIENT_ID }]);
      return true;
    } catch (error) {
      return isNotRevocable(error) ? false : undefined;
    }
  }
}

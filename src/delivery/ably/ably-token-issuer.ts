import * as Ably from 'ably';
import type { TokenRequest } from 'ably';
import type { Clock } from '../../clock';
import type { AblyAddress } from '../../config/config';
import { ablyOptions, publicAblyOptions } from './ably-options';
import type { PublicAblyOptions } from './ably-options';
import type { TokenPort } from '../../chat/access/issue-token';
import type { PublicId } from '../../chat/access/conversation-ref';
import type { ChannelEncryption } from './channel-encryption';
import {
  chatChannelOf,
  conversationCapability,
  participantCapability,
  userCapability,
  TEAM_CHANNEL,
  teamCapability,
  typingChannelOf,
  userChannel,
} from './channels';
import type { Capability } from './channels';
import type { ConversationState } from '../../enums';

const TTL_MS = 30 * 60_000;

export interface IssuedToken {
  /** A signed request that the Ably SDK exchanges for a token; it does not contain the key. */
  token: TokenRequest;
  /** Expiry of a token requested now. ISO 8601. */
  expiresAt: string;
  /** Where to connect; empty for Ably's cloud. */
  ably: PublicAblyOptions;
}

/** Keys of the SDK's channel cipher, in base64; absent unless channels are encrypted. */
export interface ChannelKeys {
  encryption?: { channelKey: string; typingChannelKey: string };
}

export interface ChannelToken extends IssuedToken {
  channelName: string;
}

export interface SessionToken extends IssuedToken, ChannelKeys {
  sessionId: string;
  channelName: string;
  typingChannelName: string;
}

export interface ConversationToken extends IssuedToken, ChannelKeys {
  conversationId: string;
  channelName: string;
  typingChannelName: string;
}

type Channels = Pick<SessionToken, 'channelName' | 'typingChannelName'>;

/** Signs token requests for one user, valid for 30 minutes (counseling-91…93, C-15, C-16). */
export class AblyTokenIssuer implements TokenPort<SessionToken, ConversationToken> {
  private readonly rest: Ably.Rest;

  constructor(
    key: string,
    private readonly address: AblyAddress,
    private readonly deps: {
      /** The database's: Ably refuses a token request of a process whose clock is minutes off. */
      clock: Clock;
      encryption: ChannelEncryption;
    },
  ) {
    this.rest = new Ably.Rest({ ...ablyOptions(address), key });
  }

  async issueForSession(
    { sessionId, ...participant }: { conversationId: string; sessionId: string; userId: string },
    state: ConversationState,
  ): Promise<SessionToken> {
    const { conversationId, userId } = participant;
    const channels = this.channelsOf({ sessionId });
    const capability = participantCapability({ sessionId, userId }, state);
    return {
      ...(await this.issue(userId, capability)),
      sessionId,
      ...channels,
      ...(await this.channelKeys(conversationId, channels)),
    };
  }

  async issueForConversation({
    conversationId,
    userId,
  }: {
    conversationId: string;
    userId: string;
  }): Promise<ConversationToken> {
    const channels = this.channelsOf({ conversationId });
    return {
      ...(await this.issue(userId, conversationCapability({ conversationId, userId }))),
      conversationId,
      ...channels,
      ...(await this.channelKeys(conversationId, channels)),
    };
  }

  async issueForUser(userId: string): Promise<ChannelToken> {
    const issued = await this.issue(userId, userCapability(userId));
    return { ...issued, channelName: userChannel(userId) };
  }

  async issueForTeam(userId: string): Promise<ChannelToken> {
    const issued = await this.issue(userId, teamCapability(userId));
    return { ...issued, channelName: TEAM_CHANNEL };
  }

  private channelsOf(publicId: PublicId): Channels {
    return {
      channelName: chatChannelOf(publicId),
      typingChannelName: typingChannelOf(publicId),
    };
  }

  private async channelKeys(
    conversationId: string,
    { channelName: chat, typingChannelName: typing }: Channels,
  ): Promise<ChannelKeys> {
    const keys = await this.deps.encryption.keysOf(conversationId, { chat, typing });
    if (!keys) return {};
    const channelKey = keys.chat.toString('base64');
    return { encryption: { channelKey, typingChannelKey: keys.typing.toString('base64') } };
  }

  private async issue(clientId: string, capability: Capability): Promise<IssuedToken> {
    const token = await this.rest.auth.createTokenRequest({
      clientId,
      ttl: TTL_MS,
      timestamp: this.deps.clock.now(),
      capability: JSON.stringify(capability),
    });
    return {
      token,
      expiresAt: new Date(token.timestamp + TTL_MS).toISOString(),
      ably: publicAblyOptions(this.address),
    };
  }
}

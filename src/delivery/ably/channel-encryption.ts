import type { ConversationKeys } from '../../chat/conversation-keys';
import type { Db } from '../../database/db';
import { channelKeyOf } from './channel-cipher';

interface ChannelEncryptionDeps {
  /** `CHANNEL_ENCRYPTION`. */
  enabled: boolean;
  db: Db;
  keys: ConversationKeys;
}

/** The keys of encrypted channels; none while encryption is off. */
export class ChannelEncryption {
  constructor(private readonly deps: ChannelEncryptionDeps) {}

  /** Rejects with `conversation-erased` when the conversation has no key any more. */
  async keysOf<Channels extends Record<string, string>>(
    conversationId: string,
    channels: Channels,
  ): Promise<Record<keyof Channels, Buffer> | undefined> {
    const { enabled, db, keys } = this.deps;
    if (!enabled) return undefined;
    const dataKey = await keys.find(db.source.manager, conversationId);
    const entries = Object.entries(channels);
    return Object.fromEntries(
      entries.map(([name, channel]) => [name, channelKeyOf(dataKey, channel)]),
    ) as Record<keyof Channels, Buffer>;
  }
}

import { deleteMessage } from '../../src/conversation/delete-message';
import { editMessage } from '../../src/conversation/edit-message';
import { markConversationRead } from '../../src/conversation/mark-in-conversation';
import type { MessageView } from '../../src/conversation/message-view';
import { conversationRef } from '../../src/conversation/place';
import type { ConversationPublicId, ConversationRef } from '../../src/conversation/place';
import { sendInCare } from '../../src/conversation/post-in-care';
import { react } from '../../src/conversation/react';
import { readChangesSince } from '../../src/conversation/read-news';
import type { ConversationChanges } from '../../src/conversation/read-news';
import type { TestUser, TestSystem } from './system';
import { createCarePair } from './talk';

type Message = MessageView<ConversationPublicId>;

/** A client and a psychologist who have begun to write to each other, behind all doors. */
export class CareConversation {
  private constructor(
    readonly system: TestSystem,
    readonly client: TestUser,
    readonly psychologist: TestUser,
    readonly ref: ConversationRef<ConversationPublicId>,
    /** The first words of the client. */
    readonly firstMessage: Message,
  ) {}

  static async start(system: TestSystem): Promise<CareConversation> {
    const { client, psychologist } = await createCarePair(system);
    const draft = { text: 'Selamat pagi', type: 'text' as const, clientId: client.id };
    const first = await sendInCare(system.context.chat, client, draft);
    return new CareConversation(
      system,
      client,
      psychologist,
      conversationRef(first.conversationId, 'care'),
      first,
    );
  }

  get id(): string {
    return this.ref.conversationId;
  }

  sendMessage(
    from: TestUser,
    text: string,
    more: { replyTo?: string; clientMessageId?: string } = {},
  ): Promise<Message> {
    const draft = { text, type: 'text' as const, clientId: this.client.id, ...more };
    return sendInCare(this.system.context.chat, from, draft);
  }

  edit(as: TestUser, { id: messageId }: { id: string }, text: string): Promise<Message> {
    const message = { conversation: this.ref, messageId, text };
    return editMessage(this.system.context.chat, as, message);
  }

  delete(as: TestUser, { id: messageId }: { id: string }): Promise<Message> {
    const message = { conversation: this.ref, messageId };
    return deleteMessage(this.system.context.chat, as, message);
  }

  react(
    as: TestUser,
    { id: messageId }: { id: string },
    emoji: string,
    isOn = true,
  ): Promise<Message> {
    const message = { conversation: this.ref, messageId, emoji, isOn };
    return react(this.system.context.chat, as, message);
  }

  async markRead(as: TestUser, upToSeq?: number): Promise<void> {
    const mark = { conversationId: this.id, kinds: ['care'] as const, extent: { upToSeq } };
    await markConversationRead(this.system.context.chat, as, mark);
  }

  /** What somebody at a position of the feed has not heard of. */
  async changesSince(from: {
    seq: number;
    revision: number;
  }): Promise<ConversationChanges | undefined> {
    const [news] = await readChangesSince(this.system.context, [
      { conversationId: this.id, ...from },
    ]);
    return news;
  }

  /** The conversation's row and its members' rows, for what no use case tells. */
  async rows(): Promise<{ revision: number; unread: Record<string, number> }> {
    const [row] = await this.system.query<{ revision: number }>(
      'SELECT revision FROM conversations WHERE id = $1',
      [this.id],
    );
    const members = await this.system.query<{ id: string; unread: number }>(
      `SELECT user_id AS id, unread_count AS unread FROM conversation_members
       WHERE conversation_id = $1`,
      [this.id],
    );
    return {
      revision: row?.revision ?? -1,
      unread: Object.fromEntries(members.map(({ id, unread }) => [id, unread])),
    };
  }
}

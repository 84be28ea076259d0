import { deleteMessage } from '../../src/conversation/delete-message';
import { editMessage } from '../../src/conversation/edit-message';
import { markInConversation } from '../../src/conversation/mark-in-conversation';
import type { MessageView } from '../../src/conversation/message-view';
import { placeOf } from '../../src/conversation/place';
import type { OwnName, Place } from '../../src/conversation/place';
import { postInCare } from '../../src/conversation/post-in-care';
import { react } from '../../src/conversation/react';
import { readNews } from '../../src/conversation/read-news';
import type { News } from '../../src/conversation/read-news';
import type { TestPerson, TestSystem } from './system';
import { carePair } from './talk';

type Message = MessageView<OwnName>;

/** A client and a psychologist who have begun to write to each other, behind all doors. */
export class CareTalk {
  private constructor(
    readonly system: TestSystem,
    readonly client: TestPerson,
    readonly psychologist: TestPerson,
    readonly place: Place<OwnName>,
    /** The first words of the client. */
    readonly first: Message,
  ) {}

  static async begin(system: TestSystem): Promise<CareTalk> {
    const { client, psychologist } = await carePair(system);
    const draft = { text: 'Selamat pagi', type: 'text' as const, clientId: client.id };
    const first = await postInCare(system.context.conversation, client, draft);
    return new CareTalk(system, client, psychologist, placeOf(first.conversationId, 'care'), first);
  }

  get id(): string {
    return this.place.conversationId;
  }

  say(
    from: TestPerson,
    text: string,
    more: { replyTo?: string; clientMessageId?: string } = {},
  ): Promise<Message> {
    const draft = { text, type: 'text' as const, clientId: this.client.id, ...more };
    return postInCare(this.system.context.conversation, from, draft);
  }

  edit(as: TestPerson, { id: messageId }: { id: string }, text: string): Promise<Message> {
    const message = { place: this.place, messageId, text };
    return editMessage(this.system.context.conversation, as, message);
  }

  delete(as: TestPerson, { id: messageId }: { id: string }): Promise<Message> {
    const message = { place: this.place, messageId };
    return deleteMessage(this.system.context.conversation, as, message);
  }

  react(
    as: TestPerson,
    { id: messageId }: { id: string },
    emoji: string,
    isOn = true,
  ): Promise<Message> {
    const message = { place: this.place, messageId, emoji, isOn };
    return react(this.system.context.conversation, as, message);
  }

  async read(as: TestPerson, upToSeq?: number): Promise<void> {
    const mark = { conversationId: this.id, kinds: ['care'] as const, extent: { upToSeq } };
    await markInConversation(this.system.context.conversation, as, mark);
  }

  /** What somebody at a position of the feed has not heard of. */
  async news(from: { seq: number; revision: number }): Promise<News | undefined> {
    const [news] = await readNews(this.system.context, [{ conversationId: this.id, ...from }]);
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

import { ApiError } from '../api/api-error';
import type { Message } from '../api/api-types';
import { memberApi } from './member-api';
import type { MemberApi } from './member-api';
import type { RoomApi } from './room-api';
import { takeBack, takeQuoted } from './room-feed';
import type { RoomFeed } from './room-feed';

/** So many messages above the one that is looked for come with it. */
const ABOVE = 20;

export interface MessageActsParts<Feed extends RoomFeed> {
  missed: RoomApi['missed'];
  /** The conversation by the id that all kinds share. */
  conversationId: () => string | undefined;
  read: () => Feed;
  change: (next: (feed: Feed) => Feed) => void;
  /** Something was changed: whoever is not told of it soon asks. */
  onChanged: () => void;
}

/** What can be done with messages that are there: change them, and find what lies further up. */
export class RoomMessages<Feed extends RoomFeed> {
  private readonly asked = new Set<string>();

  constructor(private readonly parts: MessageActsParts<Feed>) {}

  /** Rejects where messages never change. */
  get member(): MemberApi {
    const id = this.parts.conversationId();
    if (id === undefined) throw new ApiError(NOT_HERE);
    return memberApi(id);
  }

  async edit(messageId: string, text: string): Promise<void> {
    await this.member.edit(messageId, text);
    this.parts.onChanged();
  }

  async remove(messageId: string): Promise<void> {
    await this.member.remove(messageId);
    this.parts.onChanged();
  }

  async react(messageId: string, reaction: { emoji: string; isOn: boolean }): Promise<void> {
    await this.member.react(messageId, reaction);
    this.parts.onChanged();
  }

  /** Asks once for a message that another one answers and that is not loaded. */
  async quote(messageId: string): Promise<void> {
    if (this.asked.has(messageId)) return;
    this.asked.add(messageId);
    try {
      const message = await this.member.one(messageId);
      if (message) this.parts.change((feed) => takeQuoted(feed, message));
    } catch {
      // Without it the answer still stands; the next one who draws it asks again.
      this.asked.delete(messageId);
    }
  }

  /** Loads everything back to a message further up, and shows it all at once. */
  async reach(seq: number): Promise<void> {
    const { low } = this.parts.read().log;
    if (seq >= low) return;
    const from = Math.max(1, seq - ABOVE);
    const messages: Message[] = [];
    for (let after = from - 1; after < low - 1;) {
      const { data } = await this.parts.missed(after);
      messages.push(...data.filter((message) => message.seq < low));
      after = Math.max(after + 1, data.at(-1)?.seq ?? low);
    }
    this.parts.change((feed) => takeBack(feed, { from, to: low - 1, messages }));
  }
}

const NOT_HERE = {
  code: 'conversation-not-found',
  status: 404,
  message: 'Messages do not change here',
} as const;

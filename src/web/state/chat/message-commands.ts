import { ApiError } from '../../api/api-error';
import type { Message } from '../../api/api-types';
import { conversationApi } from './conversation-api';
import type { ConversationApi } from './conversation-api';
import type { ChatApi } from './kinds/session-api';
import { applyInterval, applyQuoted } from './chat-state';
import type { ChatState } from './chat-state';

/** So many messages above the one that is looked for come with it. */
const CONTEXT_ABOVE = 20;

export interface MessageCommandsDeps<Feed extends ChatState> {
  listAfter: ChatApi['listAfter'];
  /** The conversation by the id that all kinds share. */
  conversationId: () => string | undefined;
  getState: () => Feed;
  update: (next: (feed: Feed) => Feed) => void;
  /** Something was changed: whoever is not told of it soon asks. */
  onChanged: () => void;
}

/** What can be done with messages that are there: change them, and find what lies further up. */
export class MessageCommands<Feed extends ChatState> {
  private readonly requestedIds = new Set<string>();

  constructor(private readonly deps: MessageCommandsDeps<Feed>) {}

  /** Rejects where messages never change. */
  get api(): ConversationApi {
    const id = this.deps.conversationId();
    if (id === undefined) throw new ApiError(MESSAGES_ARE_FIXED);
    return conversationApi(id);
  }

  async edit(messageId: string, text: string): Promise<void> {
    await this.api.editMessage(messageId, text);
    this.deps.onChanged();
  }

  async delete(messageId: string): Promise<void> {
    await this.api.deleteMessage(messageId);
    this.deps.onChanged();
  }

  async react(messageId: string, reaction: { emoji: string; isOn: boolean }): Promise<void> {
    await this.api.react(messageId, reaction);
    this.deps.onChanged();
  }

  /** Asks once for a message that another one answers and that is not loaded. */
  async loadQuoted(messageId: string): Promise<void> {
    if (this.requestedIds.has(messageId)) return;
    this.requestedIds.add(messageId);
    try {
      const message = await this.api.getMessage(messageId);
      if (message) this.deps.update((feed) => applyQuoted(feed, message));
    } catch {
      // Without it the answer still stands; the next one who draws it asks again.
      this.requestedIds.delete(messageId);
    }
  }

  /** Loads everything back to a message further up, and shows it all at once. */
  async loadBackTo(seq: number): Promise<void> {
    const { low } = this.deps.getState().log;
    if (seq >= low) return;
    const from = Math.max(1, seq - CONTEXT_ABOVE);
    const messages: Message[] = [];
    for (let after = from - 1; after < low - 1;) {
      const { data } = await this.deps.listAfter(after);
      messages.push(...data.filter((message) => message.seq < low));
      after = Math.max(after + 1, data.at(-1)?.seq ?? low);
    }
    this.deps.update((feed) => applyInterval(feed, { from, to: low - 1, messages }));
  }
}

const MESSAGES_ARE_FIXED = {
  code: 'conversation-not-found',
  status: 404,
  message: 'Messages do not change here',
} as const;

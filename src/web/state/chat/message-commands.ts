import { ApiError } from '../../api/api-error';
import { applyQuoted } from './chat-state';
import type { MessageUpdate } from './chat-state';
import { conversationApi } from './conversation-api';
import type { ConversationApi } from './conversation-api';

export interface MessageCommandsDeps {
  conversationId: () => string | undefined;
  update: (next: MessageUpdate) => void;
  /** Called after a change, which may not be delivered by an event. */
  onChanged: () => void;
}

/** Edits, deletes and reacts to messages, and loads quoted ones. */
export class MessageCommands {
  private readonly requestedIds = new Set<string>();

  constructor(private readonly deps: MessageCommandsDeps) {}

  /** Throws where messages cannot be changed. */
  get api(): ConversationApi {
    const id = this.deps.conversationId();
    if (id === undefined) throw new ApiError(MESSAGES_ARE_FIXED);
    return conversationApi(id);
  }

  async editMessage(messageId: string, text: string): Promise<void> {
    await this.api.editMessage(messageId, text);
    this.deps.onChanged();
  }

  async deleteMessage(messageId: string): Promise<void> {
    await this.api.deleteMessage(messageId);
    this.deps.onChanged();
  }

  async react(messageId: string, reaction: { emoji: string; isOn: boolean }): Promise<void> {
    await this.api.react(messageId, reaction);
    this.deps.onChanged();
  }

  /** Loads a quoted message above the loaded ones, once. */
  async loadQuoted(messageId: string): Promise<void> {
    if (this.requestedIds.has(messageId)) return;
    this.requestedIds.add(messageId);
    try {
      const message = await this.api.getMessage(messageId);
      if (message) this.deps.update((state) => applyQuoted(state, message));
    } catch {
      // The next row that quotes it tries again.
      this.requestedIds.delete(messageId);
    }
  }
}

const MESSAGES_ARE_FIXED = {
  code: 'conversation-not-found',
  status: 404,
  message: 'Messages cannot be changed in this conversation',
} as const;

import type { EntityManager } from 'typeorm';
import { encryptText } from '../content-cipher';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';
import type { ConversationChange, ConversationPort } from '../sessions/conversation-port';
import type { SystemEvent } from '../enums';
import { messageContext } from './conversation-keys';
import type { ConversationKeys } from './conversation-keys';
import { changeConversations, insertConversation } from './conversation-repository';
import { insertSystemMessages } from './messages/system-message-repository';
import type { NumberedSystemMessage } from './messages/system-message-repository';
import {
  autoArchive,
  incrementUnreadCounts,
  findAbsentMembers,
  recordArrival,
  tryLockConversations,
} from './members/member-repository';

const conversationIdOf = ({ conversationId }: ConversationChange): string => conversationId;

/** System event of the message that opens a session. */
const OPENED_EVENT: SystemEvent = { action: 'consultation_started', data: {} };

/** Implements the sessions' port: changes their conversations in batches, in their transactions. */
export class SessionConversations implements ConversationPort {
  constructor(private readonly keys: ConversationKeys) {}

  async create(tx: EntityManager, memberIds: string[], at: Date): Promise<string> {
    const { wrappedKey } = this.keys.create();
    return insertConversation(tx, {
      kind: 'session',
      state: 'not_open',
      memberIds,
      wrappedKey,
      at,
    });
  }

  tryLock(tx: EntityManager, conversationIds: string[]): Promise<Set<string>> {
    return tryLockConversations(tx, conversationIds);
  }

  async change(tx: EntityManager, changes: ConversationChange[], at: Date): Promise<OutboxEvent[]> {
    if (changes.length === 0) return [];
    const messages = await this.numberMessages(tx, changes, at);
    const closed = changes.filter(({ state }) => state === 'closed');
    await autoArchive(tx, { conversationIds: closed.map(conversationIdOf), at });
    if (messages.length === 0) return [];
    const messageIds = await insertSystemMessages(tx, messages, at);
    await incrementUnreadCounts(tx, messages);
    return messages.map(({ conversationId }, index) => ({
      kind: 'message.posted',
      conversationId,
      messageId: messageIds[index] ?? '',
    }));
  }

  absentees(tx: EntityManager, conversationIds: string[]): Promise<Map<string, string[]>> {
    return findAbsentMembers(tx, conversationIds);
  }

  arrive(
    tx: EntityManager,
    arrival: { conversationId: string; userId: string; at: Date },
  ): Promise<void> {
    return recordArrival(tx, arrival);
  }

  /** Sets the states of the conversations and assigns seqs. */
  private async numberMessages(
    tx: EntityManager,
    changes: ConversationChange[],
    at: Date,
  ): Promise<NumberedSystemMessage[]> {
    const updates = changes.map(({ conversationId: id, state, message }) => ({
      id,
      values: { state, hasMessage: message !== null },
    }));
    const byId = await changeConversations(tx, updates, at);
    return changes.flatMap(({ conversationId, message, state }) => {
      const row = byId.get(conversationId);
      if (!message || !row?.dataKey) return [];
      const key = this.keys.unwrap(conversationId, row.dataKey);
      const content = encryptText(key, message.text, messageContext(conversationId));
      const event = state === 'open' ? OPENED_EVENT : null;
      const { senderId, type } = message;
      return [{ conversationId, seq: row.lastSeq, senderId, type, content, event }];
    });
  }
}

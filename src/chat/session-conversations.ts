import type { EntityManager } from 'typeorm';
import { encryptText } from '../content-cipher';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';
import type { ConversationChange, ConversationPort } from '../sessions/conversation-port';
import type { SystemEvent } from '../enums';
import { messageContext } from './conversation-keys';
import type { ConversationKeys } from './conversation-keys';
import { insertConversation } from './conversation-repository';
import { insertSystemMessages } from './messages/system-message-repository';
import type { NumberedSystemMessage } from './messages/system-message-repository';
import { autoArchive, countMessages } from './members/member-repository';

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

  async change(tx: EntityManager, changes: ConversationChange[], at: Date): Promise<OutboxEvent[]> {
    if (changes.length === 0) return [];
    const messages = await this.numberMessages(tx, changes, at);
    const closed = changes.filter(({ state }) => state === 'closed');
    await autoArchive(tx, { conversationIds: closed.map(conversationIdOf), at });
    if (messages.length === 0) return [];
    const messageIds = await insertSystemMessages(tx, messages, at);
    await countMessages(tx, messages);
    return messages.map(({ conversationId }, index) => ({
      kind: 'message.posted',
      conversationId,
      messageId: messageIds[index] ?? '',
    }));
  }

  async absentees(tx: EntityManager, conversationIds: string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ conversationId: string; userIds: string[] }[]>(
      `SELECT conversation_id AS "conversationId", array_agg(user_id::text) AS "userIds"
       FROM conversation_members
       WHERE conversation_id = ANY($1::bigint[]) AND arrived_at IS NULL GROUP BY 1`,
      [conversationIds],
    );
    return new Map(rows.map((row) => [row.conversationId, row.userIds]));
  }

  /** Locks the conversations in id order, sets their states and assigns seqs. */
  private async numberMessages(
    tx: EntityManager,
    changes: ConversationChange[],
    at: Date,
  ): Promise<NumberedSystemMessage[]> {
    await tx.query(
      'SELECT 1 FROM conversations WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE',
      [changes.map((change) => change.conversationId)],
    );
    const rows = await tx.query<
      [{ id: string; lastSeq: number; dataKey: Buffer | null }[], number]
    >(
      `UPDATE conversations SET state = coalesce(change.state, conversations.state),
         revision = revision + (change.state IS NOT NULL)::int,
         own_revision = CASE WHEN change.state IS NULL THEN own_revision ELSE revision + 1 END,
         last_seq = last_seq + change.messages,
         last_message_at = CASE WHEN change.messages > 0 THEN $4 ELSE last_message_at END
       FROM unnest($1::bigint[], $2::text[], $3::int[]) AS change (id, state, messages)
       WHERE conversations.id = change.id
       RETURNING conversations.id, last_seq AS "lastSeq", data_key AS "dataKey"`,
      [
        changes.map((change) => change.conversationId),
        changes.map((change) => change.state),
        changes.map((change) => (change.message ? 1 : 0)),
        at,
      ],
    );
    const byId = new Map(rows[0].map((row) => [row.id, row]));
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

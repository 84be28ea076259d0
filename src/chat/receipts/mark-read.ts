import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { isReadable } from '../access/conversation-policy';
import { conversationRef } from '../access/conversation-ref';
import type { ConversationRef } from '../access/conversation-ref';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { joinConversation } from '../conversation-repository';
import { inTransaction } from '../../database/in-transaction';
import { toFeedUnlessSession } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { ConversationKind } from '../../enums';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { findConversationOfMessage } from '../inbox/unread-repository';
import { recordReadByTeam } from '../support/support-room-repository';
import type { Principal } from '../../users/principal';
import { lockMember, recordRead } from './receipt-repository';
import type { ReadExtent } from './receipt-repository';

/** `upToSeq`: newest message the reader has seen; absent: all messages. */
export const markReadSchema = z.object({
  upToSeq: z.number('must be a number').int().min(0).max(2_147_483_647).optional(),
});

export interface Receipt {
  /** Null: the conversation is not a session. */
  sessionId: string | null;
  lastReadSeq: number;
  unreadCount: number;
  /** ISO 8601. */
  readAt: string;
}

/** One message, by its id alone or within a conversation. */
type MessageReadTarget = { messageId: string } & (
  { kinds: readonly ConversationKind[] } | { conversationId: string }
);

/** Of `messageIds`, those of other conversations are ignored. Neither: all messages. */
export type MarkReadInput =
  | { target: MessageReadTarget }
  | {
      target: ConversationTarget;
      upToSeq?: number | undefined;
      messageIds?: string[] | undefined;
    };

type Services = Pick<ChatServices, 'db' | 'clock' | 'accessCache'>;

/**
 * Marks messages as read, for every API. The mark never moves back, a message keeps its first read
 * time, and the event covers only newly read messages. A caller who is not a member gets an empty
 * receipt. A team member joins the support room with the first mark; messages that one team member
 * has read count as read by the team. Throws what `requireAccess` throws, `message-not-found` or
 * `assignment-ended`.
 */
export async function markRead(
  services: Services,
  principal: Principal,
  input: MarkReadInput,
): Promise<Receipt> {
  const { conversation, extent } = await resolve(services, principal, input);
  const { conversationId, kind } = conversation;
  const userId = principal.id;
  const reader = { userId, at: new Date(services.clock.now()) };
  const isTeam = kind === 'support' && principal.role === 'team';
  return inTransaction(services.db, async (tx) => {
    if (isTeam) await joinConversation(tx, { conversationId, userId });
    const receipt = await storeReceipt(tx, reader, { conversation, extent });
    if (isTeam) await recordReadByTeam(tx, conversationId, receipt.lastReadSeq);
    return receipt;
  });
}

interface Mark {
  conversation: ConversationRef;
  extent: ReadExtent;
}

async function resolve(
  services: Services,
  principal: Principal,
  input: MarkReadInput,
): Promise<Mark> {
  const { target } = input;
  if ('messageId' in target) return resolveMessage(services, principal, target);
  const { messageIds, upToSeq } = input as Extract<MarkReadInput, { messageIds?: unknown }>;
  const conversation = await requireAccess(services, principal, { target, permission: 'read' });
  return { conversation, extent: messageIds ? { messageIds } : { upToSeq } };
}

/** A message of a conversation the caller is not a member of is not found. */
async function resolveMessage(
  services: Services,
  principal: Principal,
  target: MessageReadTarget,
): Promise<Mark> {
  const { messageId } = target;
  const conversation =
    'kinds' in target
      ? undefined
      : await requireAccess(services, principal, {
          target: { conversationId: target.conversationId },
          permission: 'read',
        });
  const found = isRowId(messageId)
    ? await findConversationOfMessage(services.db.source.manager, messageId, principal.id)
    : undefined;
  const isTargeted =
    'kinds' in target
      ? found && target.kinds.includes(found.kind)
      : found?.conversationId === target.conversationId;
  if (!found || !isTargeted) throw new AppError('message-not-found');
  return {
    conversation: conversation ?? conversationRef(found.conversationId, found.kind),
    extent: { messageIds: [messageId] },
  };
}

async function storeReceipt(
  tx: EntityManager,
  { userId, at }: { userId: string; at: Date },
  { conversation, extent }: Mark,
): Promise<Receipt> {
  const { conversationId, publicId } = conversation;
  const sessionId = 'sessionId' in publicId ? publicId.sessionId : null;
  const member = await lockMember(tx, conversationId, userId);
  const readAt = at.toISOString();
  if (!member) return { sessionId, lastReadSeq: 0, unreadCount: 0, readAt };
  if (!isReadable(member.kind, member.state)) throw new AppError('assignment-ended');
  const reader = { conversationId, userId, at };
  const { lastReadSeq, unreadCount, changed } = await recordRead(tx, reader, { member, extent });
  if (changed) {
    const revision = member.revision + 1;
    const fact = { conversationId, sessionId, userId, lastReadSeq, unreadCount, readAt, revision };
    const read = { kind: 'conversation.read' as const, ...fact };
    await appendEvents(tx, [{ ...read, ...toFeedUnlessSession(conversation.kind) }]);
  }
  return { sessionId, lastReadSeq, unreadCount, readAt };
}

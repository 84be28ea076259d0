import { openConversation } from '../access/open-conversation';
import { requireAccess } from '../access/require-access';
import type { ConversationPublicId, ConversationRef } from '../access/conversation-ref';
import type { Cursor } from '../changes/change-event';
import type { ChatServices } from '../chat-services';
import { readConversationHead } from '../conversation-repository';
import { listMessageDetails } from '../messages/list-messages';
import type { ListServices } from '../messages/list-messages';
import type { MessageView } from '../messages/message-view';
import { readMessagePage } from '../messages/read-message-page';
import type { MessagePage, PageInput } from '../messages/read-message-page';
import { markRead } from '../receipts/mark-read';
import { appendAudit } from '../../users/audit/audit-repository';
import type { AuditedAction } from '../../audited-actions';
import type { Principal } from '../../users/principal';
import { getSupportRoom } from './list-support-rooms';
import { supportRoomTarget } from './support-room-view';
import type { SupportRoomView } from './support-room-view';

type Services = ListServices & Pick<ChatServices, 'clock'>;

export interface SupportRoomMessage {
  message: MessageView<ConversationPublicId>;
  /** When the other side first read it: the team a client's message, the client the team's. */
  readAt: string | null;
}

interface SupportRoomPage {
  room: SupportRoomView;
  messages: SupportRoomMessage[];
  metadata: MessagePage['metadata'];
}

/**
 * A support room with a page of its messages, which are then marked as read. The result shows the
 * state before that. Access by the team is audited first (C-03).
 */
export async function readSupportRoom(
  services: Services,
  principal: Principal,
  { conversationId, ...input }: PageInput & { conversationId: string },
): Promise<SupportRoomPage> {
  const target = supportRoomTarget(conversationId);
  const room = await getSupportRoom(services, principal, conversationId);
  await auditTeam(services, principal, { action: 'support.read', conversationId });
  const page = await listMessageDetails(services, principal, { ...input, target });
  const own = page.readMarks.find(({ userId }) => userId === principal.id);
  const upToSeq = page.data.at(-1)?.message.seq ?? 0;
  if (upToSeq > (own?.lastReadSeq ?? 0)) await markRead(services, principal, { target, upToSeq });
  const { id: clientId } = room.client;
  const messages = page.data.map(({ message, readBy }) => {
    const isFromClient = message.senderId === clientId;
    const reader = readBy.find(({ userId }) => (userId === clientId) !== isFromClient);
    return { message, readAt: reader?.readAt ?? null };
  });
  return { room, messages, metadata: page.metadata };
}

/** Opens a room for a subscription and audits it for the team. */
export async function openSupportRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<{ cursor: Cursor; clientId: string }> {
  const { cursor } = await openConversation(services, principal, supportRoomTarget(conversationId));
  const { client } = await getSupportRoom(services, principal, conversationId);
  await auditTeam(services, principal, { action: 'support.listen', conversationId });
  return { cursor, clientId: client.id };
}

/** Throws when a subscriber has lost access to the room. */
export async function recheckSupportRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<void> {
  await requireAccess(services, principal, {
    target: supportRoomTarget(conversationId),
    permission: 'read',
  });
}

/** Audits a team member's subscription to all rooms. */
export async function openSupportRoomList(services: Services, principal: Principal): Promise<void> {
  await auditTeam(services, principal, { action: 'support.listen' });
}

/** Messages per query of an export. */
const EXPORT_BATCH = 500;

/**
 * All messages of a support room up to now, oldest first, in batches. Access is checked and the export
 * audited before the first batch is read.
 */
export async function exportSupportRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<AsyncIterable<MessageView<ConversationPublicId>[]>> {
  const conversation = await requireAccess(services, principal, {
    target: supportRoomTarget(conversationId),
    permission: 'read',
  });
  await auditTeam(services, principal, { action: 'support.export', conversationId });
  const { lastSeq } = await readConversationHead(services.db.source.manager, conversationId);
  return readAll(services, conversation, lastSeq);
}

async function* readAll(
  services: Services,
  conversation: ConversationRef<ConversationPublicId>,
  lastSeq: number,
): AsyncGenerator<MessageView<ConversationPublicId>[]> {
  for (let afterSeq = 0; afterSeq < lastSeq; afterSeq += EXPORT_BATCH) {
    const limit = Math.min(EXPORT_BATCH, lastSeq - afterSeq);
    yield (await readMessagePage(services, conversation, { page: 1, limit, afterSeq })).data;
  }
}

async function auditTeam(
  { db, clock }: Services,
  principal: Principal,
  access: { action: AuditedAction; conversationId?: string },
): Promise<void> {
  if (principal.role !== 'team') return;
  await appendAudit(db.source.manager, { actor: principal, at: new Date(clock.now()), ...access });
}

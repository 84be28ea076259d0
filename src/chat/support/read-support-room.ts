import { appendAudit } from '../../users/audit-repository';
import type { AuditedAction } from '../../users/audit-repository';
import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { listConversationMessages, firstReadAt } from '../messages/list-conversation-messages';
import { getSupportRoom } from './list-support-rooms';
import { readConversationCursor } from '../access/read-conversation-cursor';
import { readConversationHead } from '../messages/message-repository';
import { markSupportRoomRead } from './mark-support-room-read';
import type { MessageView } from '../messages/message-view';
import type { Cursor } from '../changes/change-repository';
import type { ConversationPublicId, ConversationRef } from '../access/conversation-ref';
import { readMessagePage } from '../messages/read-message-page';
import type { MessagePage, PageInput, ReadMessagesServices } from '../messages/read-message-page';
import { SUPPORT_KINDS } from './support-room-view';
import type { SupportRoomView } from './support-room-view';

type Services = ReadMessagesServices &
  Pick<ChatServices, 'clock' | 'accessCache' | 'deliveryReceipts'>;

/** A message, and when the other side first read it: the team a client's, the client the team's. */
export interface SupportRoomMessage {
  message: MessageView<ConversationPublicId>;
  readAt: string | null;
}

interface SupportRoomPage {
  room: SupportRoomView;
  messages: SupportRoomMessage[];
  metadata: MessagePage['metadata'];
}

/**
 * A support room with a page of its messages, as they stood before this reading; what is shown
 * counts as read from then on. The team's readings are noted first (C-03).
 */
export async function readSupportRoom(
  services: Services,
  principal: Principal,
  input: PageInput & { conversationId: string },
): Promise<SupportRoomPage> {
  const { conversationId } = input;
  const room = await getSupportRoom(services, principal, conversationId);
  await auditTeam(services, principal, { action: 'support.read', conversationId });
  const page = await listConversationMessages(services, principal, {
    ...input,
    kinds: SUPPORT_KINDS,
  });
  const own = page.readMarks.find(({ userId }) => userId === principal.id);
  const shown = page.data.at(-1)?.seq ?? 0;
  if (shown > (own?.lastReadSeq ?? 0)) {
    await markSupportRoomRead(services, principal, { conversationId, upToSeq: shown });
  }
  const { id: clientId } = room.client;
  const messages = page.data.map((message) => {
    const isClients = message.senderId === clientId;
    const others = page.readSpans.filter(({ userId }) => (userId === clientId) !== isClients);
    return { message, readAt: firstReadAt(message, others) };
  });
  return { room, messages, metadata: page.metadata };
}

/** Lets somebody listen in a room and tells where it stands and whose room it is. */
export async function openSupportRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<{ position: Cursor; clientId: string }> {
  const { position } = await readConversationCursor(services, principal, {
    conversationId,
    kinds: SUPPORT_KINDS,
  });
  const { client } = await getSupportRoom(services, principal, conversationId);
  await auditTeam(services, principal, { action: 'support.listen', conversationId });
  return { position, clientId: client.id };
}

/** Notes that one of the team listens to what happens in all rooms. */
export async function openSupportLobby(services: Services, principal: Principal): Promise<void> {
  await auditTeam(services, principal, { action: 'support.listen' });
}

/** A page of a room that is carried away whole. */
const EXPORT_BATCH = 500;

/**
 * Everything said in a support room until now, the oldest first, some at a time, for the team, which
 * is noted before anything is read; refuses before it begins.
 */
export async function exportSupportRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<AsyncIterable<MessageView<ConversationPublicId>[]>> {
  const place = await services.accessCache.requireAccess(principal, conversationId, SUPPORT_KINDS);
  await auditTeam(services, principal, { action: 'support.export', conversationId });
  const { lastSeq } = await readConversationHead(services.db.source.manager, conversationId);
  return readAll(services, place, lastSeq);
}

async function* readAll(
  services: Services,
  place: ConversationRef<ConversationPublicId>,
  lastSeq: number,
): AsyncGenerator<MessageView<ConversationPublicId>[]> {
  for (let afterSeq = 0; afterSeq < lastSeq; afterSeq += EXPORT_BATCH) {
    const limit = Math.min(EXPORT_BATCH, lastSeq - afterSeq);
    yield (await readMessagePage(services, place, { page: 1, limit, afterSeq })).data;
  }
}

async function auditTeam(
  { db, clock }: Services,
  { id: actorId, role }: Principal,
  look: { action: AuditedAction; conversationId?: string },
): Promise<void> {
  if (role !== 'team') return;
  await appendAudit(db.source.manager, { actorId, at: new Date(clock.now()), ...look });
}

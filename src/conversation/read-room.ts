import { appendAudit } from '../accounts/audit-store';
import type { AuditedAction } from '../accounts/audit-store';
import type { Principal } from '../accounts/principal';
import type { ConversationServices } from './conversation-services';
import { listInConversation, readAtOf } from './list-in-conversation';
import { getSupportRoom } from './list-support-rooms';
import { lookIn } from './look-in';
import { conversationState } from './message-store';
import { markInRoom } from './mark-in-room';
import type { MessageView } from './message-view';
import type { Position } from './news-store';
import type { OwnName, Place } from './place';
import { readPage } from './read-page';
import type { Page, PageInput, ReadPageServices } from './read-page';
import { SUPPORT } from './support-room-view';
import type { SupportRoomView } from './support-room-view';

type Services = ReadPageServices & Pick<ConversationServices, 'clock' | 'known' | 'deliveries'>;

/** A message, and when the other side first read it: the team a client's, the client the team's. */
export interface RoomMessage {
  message: MessageView<OwnName>;
  readAt: string | null;
}

interface RoomReading {
  room: SupportRoomView;
  messages: RoomMessage[];
  metadata: Page['metadata'];
}

/**
 * A support room with a page of its messages, as they stood before this reading; what is shown
 * counts as read from then on. The team's readings are noted first (C-03).
 */
export async function readRoom(
  services: Services,
  principal: Principal,
  input: PageInput & { conversationId: string },
): Promise<RoomReading> {
  const { conversationId } = input;
  const room = await getSupportRoom(services, principal, conversationId);
  await note(services, principal, { action: 'support.read', conversationId });
  const page = await listInConversation(services, principal, { ...input, kinds: SUPPORT });
  const own = page.readMarks.find(({ userId }) => userId === principal.id);
  const shown = page.data.at(-1)?.seq ?? 0;
  if (shown > (own?.lastReadSeq ?? 0)) {
    await markInRoom(services, principal, { conversationId, upToSeq: shown });
  }
  const { id: clientId } = room.client;
  const messages = page.data.map((message) => {
    const isClients = message.senderId === clientId;
    const others = page.readSpans.filter(({ userId }) => (userId === clientId) !== isClients);
    return { message, readAt: readAtOf(message, others) };
  });
  return { room, messages, metadata: page.metadata };
}

/** Lets somebody listen in a room and tells where it stands and whose room it is. */
export async function listenInRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<{ position: Position; clientId: string }> {
  const { position } = await lookIn(services, principal, { conversationId, kinds: SUPPORT });
  const { client } = await getSupportRoom(services, principal, conversationId);
  await note(services, principal, { action: 'support.listen', conversationId });
  return { position, clientId: client.id };
}

/** Notes that one of the team listens to what happens in all rooms. */
export async function listenToRooms(services: Services, principal: Principal): Promise<void> {
  await note(services, principal, { action: 'support.listen' });
}

/** A page of a room that is carried away whole. */
const EXPORTED_AT_ONCE = 500;

/**
 * Everything said in a support room until now, the oldest first, some at a time, for the team, which
 * is noted before anything is read; refuses before it begins.
 */
export async function exportRoom(
  services: Services,
  principal: Principal,
  conversationId: string,
): Promise<AsyncIterable<MessageView<OwnName>[]>> {
  const place = await services.known.enter(principal, conversationId, SUPPORT);
  await note(services, principal, { action: 'support.export', conversationId });
  const { lastSeq } = await conversationState(services.db.source.manager, conversationId);
  return readAll(services, place, lastSeq);
}

async function* readAll(
  services: Services,
  place: Place<OwnName>,
  lastSeq: number,
): AsyncGenerator<MessageView<OwnName>[]> {
  for (let afterSeq = 0; afterSeq < lastSeq; afterSeq += EXPORTED_AT_ONCE) {
    const limit = Math.min(EXPORTED_AT_ONCE, lastSeq - afterSeq);
    yield (await readPage(services, place, { page: 1, limit, afterSeq })).data;
  }
}

async function note(
  { db, clock }: Services,
  { id: actorId, role }: Principal,
  look: { action: AuditedAction; conversationId?: string },
): Promise<void> {
  if (role !== 'team') return;
  await appendAudit(db.source.manager, { actorId, at: new Date(clock.now()), ...look });
}

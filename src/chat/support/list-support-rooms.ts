import { z } from 'zod';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Principal } from '../../users/principal';
import { decryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { AppError } from '../../errors';
import type { ConversationState, SupportPriority } from '../../enums';
import { selectLatestMessages } from '../inbox/conversation-list-repository';
import type { LatestMessageRow } from '../inbox/conversation-list-repository';
import { requireAccess } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { decryptWithoutFile } from '../messages/decrypt-message';
import { toMessageView } from '../messages/message-view';
import { selectRooms, selectRoomsById } from './support-room-repository';
import type { SupportRoomRow } from './support-room-repository';
import { subjectContext, supportRoomTarget } from './support-room-view';
import type { SupportRoomView } from './support-room-view';

/** Part of a client's name or email. */
export const supportRoomSearch = z
  .string()
  .trim()
  .max(200, 'must have at most 200 characters')
  .refine((text) => !text.includes('\0'), 'must not contain NUL');

interface ListInput {
  state?: ConversationState | undefined;
  priority?: SupportPriority | undefined;
  assignedTo?: string | undefined;
  search?: string | undefined;
  page: number;
  limit: number;
}

type Services = Pick<ChatServices, 'db' | 'keys' | 'clock'>;

/** Most recent activity first: the client's own rooms, or all rooms for the team (audited, C-03). */
export async function listSupportRooms(
  services: Services,
  principal: Principal,
  { state, priority, assignedTo, search, page, limit }: ListInput,
): Promise<SupportRoomView[]> {
  const { manager } = services.db.source;
  const forTeam = principal.role === 'team';
  if (forTeam) {
    const at = new Date(services.clock.now());
    await appendAudit(manager, { actor: principal, action: 'support.list', at });
  }
  const filter = {
    forTeam,
    clientId: forTeam ? undefined : principal.id,
    state,
    priority,
    assignedTo,
    search,
  };
  const rows = await selectRooms(manager, filter, { limit, offset: (page - 1) * limit });
  return toViews(services, rows);
}

/** The support rooms among the conversations, as the team sees them. */
export async function listSupportRoomsById(
  services: Services,
  ids: string[],
): Promise<SupportRoomView[]> {
  const rows = await selectRoomsById(services.db.source.manager, ids, { forTeam: true });
  return toViews(services, rows);
}

export async function getSupportRoom(
  services: Services & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  conversationId: string,
): Promise<SupportRoomView> {
  await requireAccess(services, principal, {
    target: supportRoomTarget(conversationId),
    permission: 'read',
  });
  const forTeam = principal.role === 'team';
  const rows = await selectRoomsById(services.db.source.manager, [conversationId], { forTeam });
  const [room] = await toViews(services, rows);
  if (!room) throw new AppError('conversation-not-found');
  return room;
}

async function toViews(services: Services, rows: SupportRoomRow[]): Promise<SupportRoomView[]> {
  const latest = await selectLatestMessages(services.db.source.manager, rows);
  return rows.map((row) => toView(services, row, latest.get(row.latestId ?? '')));
}

function toView(
  { keys }: Services,
  row: SupportRoomRow,
  latest: LatestMessageRow | undefined,
): SupportRoomView {
  const { id, dataKey, subject } = row;
  const decrypt = <T>(decryptWith: (key: DataKey) => T): T | '' =>
    dataKey ? keys.decryptOr(id, () => decryptWith(keys.unwrap(id, dataKey)), '') : '';
  const content = latest ? decrypt((key) => decryptWithoutFile(key, latest)) : '';
  return {
    id,
    state: row.state,
    client: { id: row.clientId, fullName: row.clientName, email: row.clientEmail },
    assignedTo:
      row.assignedTo === null ? null : { id: row.assignedTo, fullName: row.assignedName ?? '' },
    subject: subject ? decrypt((key) => decryptText(key, subject, subjectContext(id))) : null,
    priority: row.priority,
    lastMessage: latest ? toMessageView(latest, { conversationId: id }, content) : null,
    lastActivityAt: row.lastActivityAt.toISOString(),
    unreadCount: row.unreadCount,
    messageCount: row.lastSeq,
    firstAnsweredAt: row.firstAnsweredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

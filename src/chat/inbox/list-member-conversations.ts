import type { Principal } from '../../users/principal';
import { decryptText } from '../../content-cipher';
import { AppError } from '../../errors';
import { PERMISSIONS } from '../../enums';
import { messageContext } from '../conversation-keys';
import { selectLatestMessages } from './conversation-list-repository';
import type { LatestMessageRow } from './conversation-list-repository';
import { MEMBER_KINDS } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { toMessageView } from '../messages/message-view';
import {
  selectMemberConversation,
  selectMemberConversations,
  countMemberConversations,
} from './member-conversation-repository';
import type {
  MemberConversationRow,
  MemberConversationFilter,
} from './member-conversation-repository';
import { titleContext } from './member-conversation-view';
import type { MemberConversationView } from './member-conversation-view';

type Services = Pick<ChatServices, 'db' | 'keys'>;

/** A page of a person's conversations, the one that moved last first, and how many there are. */
export async function listMemberConversations(
  services: Services,
  { id: userId }: Principal,
  {
    page,
    limit,
    ...wish
  }: Omit<MemberConversationFilter, 'userId'> & { page: number; limit: number },
): Promise<{ conversations: MemberConversationView[]; total: number }> {
  const { manager } = services.db.source;
  const whose = { ...wish, userId };
  const [rows, total] = await Promise.all([
    selectMemberConversations(manager, whose, { limit, offset: (page - 1) * limit }),
    countMemberConversations(manager, whose),
  ]);
  return { conversations: await viewAll(services, rows), total };
}

/** One of them; refuses like every other call that names a conversation. */
export async function getMemberConversation(
  services: Services & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  conversationId: string,
): Promise<MemberConversationView> {
  await services.accessCache.requireMemberAccess(principal, conversationId, 'read');
  return loadMemberConversation(services, principal, conversationId);
}

/** The same for somebody who was let in. */
export async function loadMemberConversation(
  services: Services,
  { id: userId }: Principal,
  conversationId: string,
): Promise<MemberConversationView> {
  const whose = { userId, kinds: MEMBER_KINDS };
  const row = await selectMemberConversation(services.db.source.manager, whose, conversationId);
  const [view] = row ? await viewAll(services, [row]) : [];
  // A member who finds nothing here was shut out together with everybody's access.
  if (!view) throw new AppError('assignment-ended');
  return view;
}

async function viewAll(
  services: Services,
  rows: MemberConversationRow[],
): Promise<MemberConversationView[]> {
  const newest = await selectLatestMessages(services.db.source.manager, rows);
  return rows.map((row) => view(services, row, newest.get(row.id)));
}

function view(
  { keys }: Services,
  row: MemberConversationRow,
  newest: LatestMessageRow | undefined,
): MemberConversationView {
  const { id, dataKey, createdAt, lastMessageAt } = row;
  const open = (sealed: Buffer | null | undefined, context: string): string | null =>
    dataKey && sealed ? decryptText(keys.unwrap(id, dataKey), sealed, context) : null;
  // Whoever may not read there is told that something was said, and not what.
  const shown = (row.permissions ?? PERMISSIONS).includes('read') ? newest : undefined;
  const words = open(shown?.content, messageContext(id)) ?? '';
  const times = [createdAt, lastMessageAt, row.changedAt].map((at) => at?.getTime() ?? 0);
  return {
    id,
    kind: row.kind,
    state: row.state,
    title: open(row.title, titleContext(id)),
    counseling: counselingOf(row),
    ...membersOf(row),
    lastMessage: shown ? toMessageView(shown, { conversationId: id }, words) : null,
    lastMessageReadAt: shown?.readAt?.toISOString() ?? null,
    lastMessageAt: lastMessageAt?.toISOString() ?? null,
    lastSeq: row.lastSeq,
    unreadCount: row.unreadCount,
    lastReadSeq: row.lastReadSeq,
    settings: settingsOf(row),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdBy: row.createdBy,
    createdAt: createdAt.toISOString(),
    updatedAt: new Date(Math.max(...times)).toISOString(),
  };
}

function counselingOf(row: MemberConversationRow): MemberConversationView['counseling'] {
  const { counselingId: id, startsAt, timezone } = row;
  if (id === null || !startsAt || timezone === null) return null;
  return { id, startsAt: startsAt.toISOString(), timezone };
}

function settingsOf(row: MemberConversationRow): MemberConversationView['settings'] {
  const { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays } = row;
  return { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays };
}

/** Members are those who are there; participants also those who were. */
function membersOf(
  row: MemberConversationRow,
): Pick<MemberConversationView, 'members' | 'participants'> {
  const participants = row.participants.map(({ joinedAt, leftAt, permissions, ...person }) => ({
    ...person,
    joinedAt: joinedAt === null ? row.createdAt.toISOString() : new Date(joinedAt).toISOString(),
    leftAt: leftAt === null ? null : new Date(leftAt).toISOString(),
    permissions: permissions ?? [...PERMISSIONS],
  }));
  const present = participants.filter(({ leftAt }) => leftAt === null);
  const members = present.map(({ id, fullName, role }) => ({ id, fullName, role }));
  return { members, participants };
}

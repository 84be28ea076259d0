import type { Principal } from '../accounts/principal';
import { openText } from '../content-cipher';
import { AppError } from '../errors';
import { PERMISSIONS } from '../words';
import { messageContext } from './conversation-keys';
import { selectNewest } from './conversation-list-store';
import type { NewestRow } from './conversation-list-store';
import { MEMBER_KINDS } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import { viewMessage } from './message-view';
import {
  selectOwnConversation,
  selectOwnConversations,
  totalOfOwn,
} from './own-conversation-store';
import type { OwnConversationRow, OwnWish } from './own-conversation-store';
import { titleContext } from './own-conversation-view';
import type { OwnConversationView } from './own-conversation-view';

type Services = Pick<ConversationServices, 'db' | 'keys'>;

/** A page of a person's conversations, the one that moved last first, and how many there are. */
export async function listOwnConversations(
  services: Services,
  { id: userId }: Principal,
  { page, limit, ...wish }: Omit<OwnWish, 'userId'> & { page: number; limit: number },
): Promise<{ conversations: OwnConversationView[]; total: number }> {
  const { manager } = services.db.source;
  const whose = { ...wish, userId };
  const [rows, total] = await Promise.all([
    selectOwnConversations(manager, whose, { limit, offset: (page - 1) * limit }),
    totalOfOwn(manager, whose),
  ]);
  return { conversations: await viewAll(services, rows), total };
}

/** One of them; refuses like every other call that names a conversation. */
export async function getOwnConversation(
  services: Services & Pick<ConversationServices, 'known'>,
  principal: Principal,
  conversationId: string,
): Promise<OwnConversationView> {
  await services.known.enterAsMember(principal, conversationId, 'read');
  return findOwnConversation(services, principal, conversationId);
}

/** The same for somebody who was let in. */
export async function findOwnConversation(
  services: Services,
  { id: userId }: Principal,
  conversationId: string,
): Promise<OwnConversationView> {
  const whose = { userId, kinds: MEMBER_KINDS };
  const row = await selectOwnConversation(services.db.source.manager, whose, conversationId);
  const [view] = row ? await viewAll(services, [row]) : [];
  // A member who finds nothing here was shut out together with everybody's access.
  if (!view) throw new AppError('assignment-ended');
  return view;
}

async function viewAll(
  services: Services,
  rows: OwnConversationRow[],
): Promise<OwnConversationView[]> {
  const newest = await selectNewest(services.db.source.manager, rows);
  return rows.map((row) => view(services, row, newest.get(row.id)));
}

function view(
  { keys }: Services,
  row: OwnConversationRow,
  newest: NewestRow | undefined,
): OwnConversationView {
  const { id, dataKey, createdAt, lastMessageAt } = row;
  const open = (sealed: Buffer | null | undefined, context: string): string | null =>
    dataKey && sealed ? openText(keys.open(id, dataKey), sealed, context) : null;
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
    ...peopleOf(row),
    lastMessage: shown ? viewMessage(shown, { conversationId: id }, words) : null,
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

function counselingOf(row: OwnConversationRow): OwnConversationView['counseling'] {
  const { counselingId: id, startsAt, timezone } = row;
  if (id === null || !startsAt || timezone === null) return null;
  return { id, startsAt: startsAt.toISOString(), timezone };
}

function settingsOf(row: OwnConversationRow): OwnConversationView['settings'] {
  const { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays } = row;
  return { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays };
}

/** Members are those who are there; participants also those who were. */
function peopleOf(row: OwnConversationRow): Pick<OwnConversationView, 'members' | 'participants'> {
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

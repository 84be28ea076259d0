import { z } from 'zod';
import { MEMBER_KINDS } from '../access/conversation-policy';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { decryptText } from '../../content-cipher';
import type { ConversationMember } from '../../database/entities/chat/conversation-member';
import type { ConversationKeys } from '../conversation-keys';
import { PERMISSIONS } from '../../enums';
import { AppError } from '../../errors';
import { selectMembersWithUsers } from '../members/member-repository';
import { decryptWithoutFile } from '../messages/decrypt-message';
import { toMessageView } from '../messages/message-view';
import type { Principal } from '../../users/principal';
import {
  selectConversation,
  selectConversations,
  selectConversationTotal,
  selectLatestMessages,
} from './conversation-list-repository';
import type {
  ConversationFilter,
  ConversationRow,
  LatestMessageRow,
} from './conversation-list-repository';
import { titleContext } from './conversation-view';
import type { ConversationView } from './conversation-view';

export const listConversationsSchema = z.object({
  page: z.coerce.number('must be a number').int().min(1).max(100_000).default(1),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(100),
});

type Services = Pick<ChatServices, 'db' | 'keys'>;
type Filter = Omit<ConversationFilter, 'userId'>;

/** The caller's conversations of some kinds, most recent message first. */
export async function listConversations(
  services: Services,
  { id: userId }: Principal,
  { page, limit, ...filter }: Filter & { page: number; limit: number },
): Promise<ConversationView[]> {
  const rows = await selectConversations(
    services.db.source.manager,
    { ...filter, userId },
    { limit, offset: (page - 1) * limit },
  );
  return toViews(services, rows);
}

export async function countConversations(
  { db }: Pick<ChatServices, 'db'>,
  { id: userId }: Principal,
  filter: Filter,
): Promise<number> {
  return selectConversationTotal(db.source.manager, { ...filter, userId });
}

export async function getConversation(
  services: Services & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  target: ConversationTarget,
): Promise<ConversationView> {
  const { conversationId } = await requireAccess(services, principal, {
    target,
    permission: 'read',
  });
  return loadConversation(services, principal, conversationId);
}

/** The caller has checked access. Throws `assignment-ended`. */
export async function loadConversation(
  services: Services,
  { id: userId }: Principal,
  conversationId: string,
): Promise<ConversationView> {
  const filter = { userId, kinds: MEMBER_KINDS };
  const row = await selectConversation(services.db.source.manager, filter, conversationId);
  const [view] = row ? await toViews(services, [row]) : [];
  // A member finds no row only in a care conversation that has closed.
  if (!view) throw new AppError('assignment-ended');
  return view;
}

async function toViews(
  { db, keys }: Services,
  rows: ConversationRow[],
): Promise<ConversationView[]> {
  if (rows.length === 0) return [];
  const { manager } = db.source;
  const [latest, participants] = await Promise.all([
    selectLatestMessages(manager, rows),
    selectMembersWithUsers(
      manager,
      rows.map(({ id }) => id),
    ),
  ]);
  return rows.map((row) => ({
    ...toView(keys, row, latest.get(row.latestId ?? '')),
    ...membersOf(row, participants.get(row.id) ?? []),
  }));
}

function toView(
  keys: ConversationKeys,
  row: ConversationRow,
  latest: LatestMessageRow | undefined,
): Omit<ConversationView, 'members' | 'participants'> {
  const { id, dataKey, createdAt, lastMessageAt } = row;
  const decrypt = (encrypted: Buffer | null | undefined, context: string): string | null =>
    dataKey && encrypted
      ? keys.decryptOr(id, () => decryptText(keys.unwrap(id, dataKey), encrypted, context), null)
      : null;
  const readable = (row.permissions ?? PERMISSIONS).includes('read') ? latest : undefined;
  const content =
    readable && dataKey
      ? keys.decryptOr(id, () => decryptWithoutFile(keys.unwrap(id, dataKey), readable), '')
      : '';
  const times = [createdAt, lastMessageAt, row.changedAt].map((at) => at?.getTime() ?? 0);
  return {
    id,
    kind: row.kind,
    state: row.state,
    title: decrypt(row.title, titleContext(id)),
    counseling: counselingOf(row),
    lastMessage: readable ? toMessageView(readable, { conversationId: id }, content) : null,
    lastMessageReadAt: readable?.readAt?.toISOString() ?? null,
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

function counselingOf(row: ConversationRow): ConversationView['counseling'] {
  const { counselingId: id, startsAt, timezone } = row;
  if (id === null || !startsAt || timezone === null) return null;
  return { id, startsAt: startsAt.toISOString(), timezone };
}

function settingsOf(row: ConversationRow): ConversationView['settings'] {
  const { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays } = row;
  return { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays };
}

function membersOf(
  { createdAt }: ConversationRow,
  rows: ConversationMember[],
): Pick<ConversationView, 'members' | 'participants'> {
  const participants = rows.flatMap(({ user, joinedAt, leftAt, permissions }) => {
    if (!user) return [];
    const { id, fullName, role } = user;
    return {
      id,
      fullName,
      role,
      joinedAt: (joinedAt ?? createdAt).toISOString(),
      leftAt: leftAt?.toISOString() ?? null,
      permissions: permissions ?? [...PERMISSIONS],
    };
  });
  const present = participants.filter(({ leftAt }) => leftAt === null);
  const members = present.map(({ id, fullName, role }) => ({ id, fullName, role }));
  return { members, participants };
}

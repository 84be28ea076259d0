import type { EntityManager } from 'typeorm';
import { selectMembersWithUsers } from '../../chat/members/member-repository';
import type { ConversationMember } from '../../database/entities/chat/conversation-member';
import type { ErasureRequest } from '../../database/entities/retention/erasure-request';
import { findSessionIds } from '../../sessions/session-repository';
import type { ConversationKind, ErasureRefusal, ErasureState } from '../../enums';
import { AppError } from '../../errors';
import { countDestroyed, findErasure } from './erasure-repository';
import type { Destroyed } from './erasure-repository';

interface NamedUser {
  id: string;
  fullName: string;
}

type Totals = Pick<Destroyed, 'conversations' | 'messages' | 'files'>;

/** A request for the team: whom it concerns and who acted when; no content. */
export interface ErasureView {
  id: string;
  state: ErasureState;
  reason: string;
  /** Null: a user is removed. */
  conversation: {
    id: string;
    kind: ConversationKind;
    sessionId: string | null;
    members: NamedUser[];
  } | null;
  /** Null: a conversation is erased. */
  user: NamedUser | null;
  requestedBy: NamedUser;
  requestedAt: string;
  approvedBy: NamedUser | null;
  approvedAt: string | null;
  /** When it is executed; until then it can be undone. */
  dueAt: string | null;
  undoneBy: NamedUser | null;
  undoneAt: string | null;
  executedAt: string | null;
  refusal: ErasureRefusal | null;
  refusedAt: string | null;
  destroyed: Totals;
  /** Conversations of the user that stayed, because they are on hold. */
  held: number;
}

const NOTHING: Totals = { conversations: 0, messages: 0, files: 0 };

export function stateOf(request: ErasureRequest): ErasureState {
  if (request.executedAt) return 'executed';
  if (request.undoneAt) return 'undone';
  if (request.refusedAt) return 'refused';
  if (request.startedAt) return 'running';
  return request.approvedAt ? 'approved' : 'requested';
}

export async function viewErasures(
  manager: EntityManager,
  requests: ErasureRequest[],
): Promise<ErasureView[]> {
  const conversationIds = requests.flatMap(({ conversationId }) => conversationId ?? []);
  const members = await selectMembersWithUsers(manager, conversationIds);
  const sessions = await findSessionIds(manager, conversationIds);
  const totals = await countDestroyed(
    manager,
    requests.map(({ id }) => id),
  );
  return requests.map((request) => ({
    id: request.id,
    state: stateOf(request),
    reason: request.reason,
    conversation: conversationOf(request, { members, sessions }),
    user: named(request.user),
    ...actsOf(request),
    destroyed: totalsOf(totals.find(({ requestId }) => requestId === request.id) ?? NOTHING),
    held: request.held,
  }));
}

function conversationOf(
  { conversation }: ErasureRequest,
  {
    members,
    sessions,
  }: { members: Map<string, ConversationMember[]>; sessions: Map<string, string> },
): ErasureView['conversation'] {
  if (!conversation) return null;
  const { id, kind } = conversation;
  return {
    id,
    kind,
    sessionId: sessions.get(id) ?? null,
    members: (members.get(id) ?? []).map(({ userId, user }) => ({
      id: userId,
      fullName: user?.fullName ?? '',
    })),
  };
}

/** Who did what when. */
function actsOf(
  request: ErasureRequest,
): Omit<ErasureView, 'id' | 'state' | 'reason' | 'conversation' | 'user' | 'destroyed' | 'held'> {
  return {
    requestedBy: named(request.requester) ?? { id: request.requestedBy, fullName: '' },
    requestedAt: request.requestedAt.toISOString(),
    approvedBy: named(request.approver),
    approvedAt: isoOf(request.approvedAt),
    dueAt: isoOf(request.dueAt),
    undoneBy: named(request.undoer),
    undoneAt: isoOf(request.undoneAt),
    executedAt: isoOf(request.executedAt),
    refusal: request.refusal,
    refusedAt: isoOf(request.refusedAt),
  };
}

const totalsOf = ({ conversations, messages, files }: Totals): Totals => ({
  conversations,
  messages,
  files,
});

const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null;

function named(user: NamedUser | null | undefined): NamedUser | null {
  return user ? { id: user.id, fullName: user.fullName } : null;
}

/** Throws `erasure-not-found` for an unknown id. */
export async function findErasureView(manager: EntityManager, id: string): Promise<ErasureView> {
  const request = await findErasure(manager, id);
  const [view] = request ? await viewErasures(manager, [request]) : [];
  if (!view) throw new AppError('erasure-not-found');
  return view;
}

/** What the audit log records as the subject. */
export function subjectOf({
  conversationId,
  userId,
}: Pick<ErasureRequest, 'conversationId' | 'userId'>): {
  conversationId?: string;
  userId?: string;
} {
  return { ...(conversationId ? { conversationId } : {}), ...(userId ? { userId } : {}) };
}

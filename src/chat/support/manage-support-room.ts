import type { EntityManager } from 'typeorm';
import { appendAudit } from '../../users/audit-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUser } from '../../users/user-repository';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ConversationState, SupportPriority } from '../../enums';
import type { ChatServices } from '../chat-services';
import { joinConversation, recordConversationChange } from '../conversation-repository';
import { findCurrentRoom, lockClientRooms, lockRoom, updateRoom } from './support-room-repository';
import type { LockedRoom } from './support-room-repository';
import { SUPPORT_KINDS } from './support-room-view';

/** What of a room the team decides; absent: as it is. */
interface SupportRoomUpdate {
  state?: ConversationState | undefined;
  priority?: SupportPriority | undefined;
  /** Null: nobody in particular. */
  assignedTo?: string | null | undefined;
}

type Services = Pick<ChatServices, 'db' | 'clock' | 'accessCache'>;

/** The team sets a room's state, priority or who answers in it; every act is audited. */
export async function manageSupportRoom(
  services: Services,
  principal: Principal,
  { conversationId, ...decision }: SupportRoomUpdate & { conversationId: string },
): Promise<void> {
  await services.accessCache.requireAccess(principal, conversationId, SUPPORT_KINDS);
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    const room = await lockWithClient(tx, conversationId, decision.state);
    if (decision.assignedTo) await requireTeamMember(tx, decision.assignedTo);
    const after = { ...room, ...withoutUndefined(decision) };
    await updateRoom(tx, conversationId, { ...after, at });
    await recordConversationChange(tx, conversationId, after.state);
    if (after.assignedTo !== null) {
      await joinConversation(tx, { conversationId, userId: after.assignedTo });
    }
    await appendAudit(tx, { actorId: principal.id, action: 'support.manage', conversationId, at });
  });
}

/** A client has one room that is not closed: a second one is not opened again beside it. */
async function lockWithClient(
  tx: EntityManager,
  conversationId: string,
  wanted: ConversationState | undefined,
): Promise<LockedRoom> {
  const before = await lockRoom(tx, conversationId);
  if (!before) throw new AppError('conversation-not-found');
  if (wanted === undefined || wanted === 'closed' || before.state !== 'closed') return before;
  await lockClientRooms(tx, before.clientId);
  if ((await findCurrentRoom(tx, before.clientId)) !== undefined) {
    throw new AppError('room-already-open');
  }
  return before;
}

async function requireTeamMember(tx: EntityManager, id: string): Promise<void> {
  const person = isRowId(id) ? await findUser(tx, id) : null;
  if (person?.role === 'team') return;
  throw new AppError('person-not-found', {
    message: 'There is nobody of that id in the team. See GET /api/v1/people',
    details: { fields: [{ field: 'adminId', message: 'names nobody of the team' }] },
  });
}

function withoutUndefined(decision: SupportRoomUpdate): Partial<LockedRoom> {
  const given = Object.entries(decision).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

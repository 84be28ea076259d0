import type { EntityManager } from 'typeorm';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUser } from '../../users/user-repository';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ConversationState, SupportPriority } from '../../enums';
import { requireAccess } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { joinConversation, recordConversationChange } from '../conversation-repository';
import { withoutUndefined } from '../without-undefined';
import { findCurrentRoom, lockClientRooms, lockRoom, updateRoom } from './support-room-repository';
import type { LockedRoom } from './support-room-repository';
import { supportRoomTarget } from './support-room-view';

/** Undefined fields stay unchanged. */
interface SupportRoomUpdate {
  state?: ConversationState | undefined;
  priority?: SupportPriority | undefined;
  /** Null: unassigned. */
  assignedTo?: string | null | undefined;
}

type Services = Pick<ChatServices, 'db' | 'clock' | 'accessCache'>;

/** Sets a room's state, priority or assigned team member; audited. */
export async function manageSupportRoom(
  services: Services,
  principal: Principal,
  { conversationId, ...update }: SupportRoomUpdate & { conversationId: string },
): Promise<void> {
  await requireAccess(services, principal, {
    target: supportRoomTarget(conversationId),
    permission: 'write',
  });
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    const room = await lockWithClient(tx, conversationId, update.state);
    if (update.assignedTo) await requireTeamMember(tx, update.assignedTo);
    const after = { ...room, ...withoutUndefined(update) };
    await updateRoom(tx, conversationId, { ...after, at });
    await recordConversationChange(tx, conversationId, after.state);
    if (after.assignedTo !== null) {
      await joinConversation(tx, { conversationId, userId: after.assignedTo });
    }
    await appendAudit(tx, { actor: principal, action: 'support.manage', conversationId, at });
  });
}

/** A client has at most one room that is not closed: throws `room-already-open`. */
async function lockWithClient(
  tx: EntityManager,
  conversationId: string,
  newState: ConversationState | undefined,
): Promise<LockedRoom> {
  const before = await lockRoom(tx, conversationId);
  if (!before) throw new AppError('conversation-not-found');
  if (newState === undefined || newState === 'closed' || before.state !== 'closed') return before;
  await lockClientRooms(tx, before.clientId);
  if ((await findCurrentRoom(tx, before.clientId)) !== undefined) {
    throw new AppError('room-already-open');
  }
  return before;
}

async function requireTeamMember(tx: EntityManager, id: string): Promise<void> {
  const user = isRowId(id) ? await findUser(tx, id) : null;
  if (user?.role === 'team') return;
  throw new AppError('person-not-found', {
    message: 'No team member has this id. See GET /api/v1/people',
    details: { fields: [{ field: 'adminId', message: 'is not the id of a team member' }] },
  });
}

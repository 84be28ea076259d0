import { recordConversationChange } from '../conversation-repository';
import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { lockRoom } from './support-room-repository';

/**
 * Reopens a resolved room. Returns whether the room accepts messages now; a closed room stays
 * closed.
 */
export function reopenRoom(db: Db, conversationId: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const room = await lockRoom(tx, conversationId);
    if (room?.state === 'resolved') await recordConversationChange(tx, conversationId, 'open');
    return room !== undefined && room.state !== 'closed';
  });
}

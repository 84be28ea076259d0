import type { EntityManager } from 'typeorm';

/** Records a member's first arrival in an open conversation. */
export async function recordArrival(
  manager: EntityManager,
  arrival: { conversationId: string; userId: string; at: Date },
): Promise<void> {
  await manager.query(
    `UPDATE conversation_members SET arrived_at = $3
     WHERE conversation_id = $1 AND user_id = $2 AND arrived_at IS NULL`,
    [arrival.conversationId, arrival.userId, arrival.at],
  );
}

import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { JoinConsent } from '../../database/entities/chat/join-consent';

/** A repeat keeps the first time. */
export async function insertConsents(
  tx: EntityManager,
  {
    userIds,
    ...consent
  }: Pick<JoinConsent, 'conversationId' | 'clientId' | 'givenAt'> & { userIds: string[] },
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(JoinConsent)
    .values(userIds.map((userId) => ({ ...consent, userId })))
    .orIgnore()
    .updateEntity(false)
    .execute();
}

/** Deletes the client's consents to these users; returns the ids of users who had one. */
export async function deleteConsents(
  tx: EntityManager,
  {
    conversationId,
    clientId,
    userIds,
  }: Pick<JoinConsent, 'conversationId' | 'clientId'> & {
    userIds: string[];
  },
): Promise<string[]> {
  const deleted = await tx
    .createQueryBuilder()
    .delete()
    .from(JoinConsent)
    .where({ conversationId, clientId, userId: In(userIds) })
    .returning(['userId'])
    .execute();
  return (deleted.raw as { user_id: string }[]).map(({ user_id: userId }) => userId);
}

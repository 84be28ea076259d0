import type { EntityManager } from 'typeorm';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { NotificationKind } from '../../enums';
import { insertNotifications } from '../notification-repository';
import type { CounselingRecord } from './counseling-repository';

interface Change {
  counseling: Pick<CounselingRecord, 'id' | 'clientId' | 'psychologistId' | 'sessionId'>;
  kind: NotificationKind;
  at: Date;
}

/** Notifies client and psychologist, except the actor. */
export async function notifyOtherParticipants(
  tx: EntityManager,
  { counseling, actorId, kind, at }: Change & { actorId?: string | null },
): Promise<void> {
  const { id, clientId, psychologistId, sessionId } = counseling;
  const others = [clientId, psychologistId].filter((userId) => userId !== actorId);
  const notifications = others.map((userId) => ({ userId, kind, counselingId: id, sessionId }));
  await appendEvents(tx, await insertNotifications(tx, notifications, at));
}

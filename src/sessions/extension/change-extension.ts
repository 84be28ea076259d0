import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { RecordAnswer } from '../../idempotency/record-answer';
import { requireTransition } from '../apply-decisions';
import { requireLockedSession, requireSessionFor } from '../session-access';
import type { SessionRecord } from '../session-repository';
import type { SessionServices } from '../session-services';
import { viewSession } from '../session-view';
import type { SessionView } from '../session-view';

export interface ExtensionRequest {
  principal: Principal;
  sessionId: string;
  recordAnswer: RecordAnswer;
}

type Change = (tx: EntityManager, session: SessionRecord, at: Date) => Promise<void>;

/**
 * Runs a change of a running session's extension for one of its participants. The locks are those of
 * bookings, so that no booking of either takes the time meanwhile.
 */
export async function changeExtension(
  { db, clock }: Pick<SessionServices, 'db' | 'clock'>,
  { principal, sessionId, recordAnswer }: ExtensionRequest,
  change: Change,
): Promise<SessionView> {
  const { id, clientId, psychologistId } = await requireSessionFor(
    db.source.manager,
    principal,
    sessionId,
  );
  try {
    return await inTransaction(db, async (tx) => {
      await lockForTransaction(tx, {
        'book:client': [clientId],
        'book:psychologist': [psychologistId],
      });
      const session = await requireLockedSession(tx, id);
      const at = new Date(clock.now());
      requireTransition(session, 'extend', at);
      await change(tx, session, at);
      const view = viewSession(await requireSessionFor(tx, principal, id), at.getTime());
      await recordAnswer(tx, view);
      return view;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'counselings_client_overlap') throw error;
    throw new AppError('extension-not-free', { cause: error });
  }
}

import { inTransaction } from '../../database/in-transaction';
import type { ErrorCode } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { StepRequest } from './run-steps';
import type { SessionServices } from '../session-services';
import { findSession } from '../session-repository';
import { recordStepFailure } from './step-repository';

/** A step may fail so often before the team is called: about a second and a half of retries. */
const ALERT_TEAM_AT = 3;

/** Notes that a step could not be done now, and calls the team once when it stays so (C-14). */
export async function reportFailedStep(
  services: Pick<SessionServices, 'db' | 'clock'>,
  request: StepRequest,
  problem: ErrorCode,
): Promise<void> {
  await inTransaction(services.db, async (tx) => {
    const failures = await recordStepFailure(tx, request, problem);
    if (failures !== ALERT_TEAM_AT) return;
    const session = await findSession(tx, request.sessionId);
    if (!session) return;
    const { conversationId, counselingId, status, startsAt, endsAt } = session;
    await appendEvents(tx, [
      {
        kind: 'session.changed',
        sessionId: session.id,
        conversationId,
        counselingId,
        status,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        at: new Date(services.clock.now()).toISOString(),
        step: request.step,
        problem,
      },
    ]);
  });
}

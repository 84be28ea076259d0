import { inTransaction } from '../../database/in-transaction';
import type { ErrorCode } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { StepRequest } from './run-steps';
import type { SessionServices } from '../session-services';
import { sessionChanged } from '../session-changed';
import { findSession } from '../session-repository';
import { recordStepFailure } from './step-repository';

/** Failures before the team is alerted: about 1.5 s of retries. */
const ALERT_TEAM_AT = 3;

/** Records a failed try and alerts the team once when the failure persists (C-14). */
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
    const at = new Date(services.clock.now());
    await appendEvents(tx, [sessionChanged(session, at, { step: request.step, problem })]);
  });
}

import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { actorOf, applyDecisions, requireTransition } from '../apply-decisions';
import { findBufferMinutes } from '../availability/availability-repository';
import { withBuffer } from '../availability/capacity-policy';
import { findBookedSpans, lockCounseling, moveCounseling } from '../booking/counseling-repository';
import {
  NO_EXTENSION_REQUEST,
  recordExtensionRequest,
  updateGeneration,
} from '../session-repository';
import type { SessionRecord } from '../session-repository';
import type { SessionServices } from '../session-services';
import { planEnd } from '../timeline/plan-session';
import { settleSteps } from '../timeline/step-repository';
import { extensionEvent } from './extension-event';
import { EXTENSION_MS } from './extension-rules';

const extendedEnd = ({ endsAt }: SessionRecord): Date => new Date(endsAt.getTime() + EXTENSION_MS);

/**
 * Throws `extension-not-free` when a booking of either participant follows within the time, or one of
 * the psychologist within the buffer after it, and `session-too-long` beyond the longest session. Both
 * participants want it, so a psychologist's weekly hours do not matter.
 */
export async function requireFreeTime(
  tx: EntityManager,
  { rules }: Pick<SessionServices, 'rules'>,
  session: SessionRecord,
): Promise<void> {
  const { clientId, psychologistId, startsAt, endsAt, counselingId } = session;
  const end = extendedEnd(session);
  if (end.getTime() - startsAt.getTime() > rules.sessionMax) throw new AppError('session-too-long');
  const window = { from: endsAt, to: end, exceptCounselingId: counselingId };
  const ofClient = await findBookedSpans(tx, { clientId }, window);
  const buffer = await findBufferMinutes(tx, psychologistId);
  const { endsAt: to } = withBuffer({ startsAt, endsAt: end }, buffer);
  const ofPsychologist = await findBookedSpans(tx, { psychologistId }, { ...window, to });
  // A psychologist's other chats that run already may go on beside this one.
  const following = ofPsychologist.filter((span) => span.startsAt >= endsAt);
  if (ofClient.length + following.length > 0) throw new AppError('extension-not-free');
}

/**
 * Extends a locked, running session: its steps of the end are planned again under the next generation,
 * so that timers of the earlier end have no effect.
 */
export async function extendSession(
  tx: EntityManager,
  services: SessionServices,
  { session, principal, at }: { session: SessionRecord; principal: Principal; at: Date },
): Promise<void> {
  await requireFreeTime(tx, services, session);
  const { id: sessionId, counselingId, startsAt, timezone } = session;
  const endsAt = extendedEnd(session);
  const generation = session.generation + 1;
  await settleSteps(tx, { sessionIds: [sessionId], outcome: 'superseded', at });
  await updateGeneration(tx, sessionId, generation);
  await recordExtensionRequest(tx, sessionId, NO_EXTENSION_REQUEST);
  const plan = { sessionId, generation, startsAt, endsAt };
  const { timers, endButtonAt } = await planEnd(tx, plan, services.rules);
  await lockCounseling(tx, counselingId);
  const isMoved = await moveCounseling(tx, counselingId, { startsAt, endsAt, timezone });
  if (!isMoved) throw new AppError('counseling-closed');
  const extended = { ...session, generation, endsAt };
  const decision = requireTransition(extended, 'extend', at);
  const decisions = [{ session: extended, decision, actor: actorOf(principal) }];
  await applyDecisions(tx, services, { decisions, at });
  await appendEvents(tx, [
    { ...extensionEvent(extended, 'extended', at), endButtonAt: endButtonAt.toISOString() },
    { kind: 'timeline.dropped', sessionId, generation: session.generation },
    timers,
  ]);
}

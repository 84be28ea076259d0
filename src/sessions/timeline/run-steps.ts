import type { EntityManager } from 'typeorm';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { countActiveSessions } from '../active-session-counts';
import type { ActiveSessionCounts } from '../active-session-counts';
import { applyDecisions, SYSTEM_ACTOR } from '../apply-decisions';
import type { SessionDecision } from '../apply-decisions';
import { decide } from '../session-machine';
import type { SessionServices } from '../session-services';
import { lockSessions } from '../session-repository';
import type { SessionRecord } from '../session-repository';
import { isTooLate, STEP_PRIORITY } from './session-timeline';
import { finishSteps, findOpenSteps } from './step-repository';
import type { StepResult, StepRow } from './step-repository';
import type { Step, StepOutcome } from '../../enums';

export interface StepRequest {
  sessionId: string;
  generation: number;
  step: Step;
}

/** Settled, or to be retried because of `code`. */
export type StepRunResult = { settled: true } | { settled: false; code: ErrorCode };

type Services = Pick<SessionServices, 'db' | 'clock' | 'conversations'>;

/** Timers may fire this much before the due time; the step counts as due. */
const EARLY_MS = 25;

/**
 * Runs the requested steps, and before them every earlier due step of the same sessions, in one
 * transaction: two thousand session starts in one second take a few statements. A step that is
 * settled, of an old generation or of an unknown session is reported `settled`, so a job delivered
 * twice has no effect (counseling-24, -32, -49, -61).
 */
export async function runSteps(
  services: Services,
  requests: StepRequest[],
): Promise<StepRunResult[]> {
  return inTransaction(services.db, async (tx) => {
    const sessions = await lockSessions(tx, [...new Set(requests.map((r) => r.sessionId))]);
    const now = services.clock.now();
    const until = new Date(now + EARLY_MS);
    const open = await findOpenSteps(tx, {
      sessionIds: sessions.map((session) => session.id),
      steps: [...new Set(requests.map((r) => r.step))],
      until,
    });
    const due = open.filter((row) => row.dueAt <= until).sort(byDueTimeThenPriority);
    const rejected = await settleRounds(tx, services, { sessions, due, now });
    const openByKey = new Map(open.map((row) => [keyOf(row), row]));
    return requests.map((request) =>
      resultFor(request, openByKey.get(keyOf(request)), { rejected, now }),
    );
  });
}

function byDueTimeThenPriority(a: StepRow, b: StepRow): number {
  return a.dueAt.getTime() - b.dueAt.getTime() || STEP_PRIORITY[a.step] - STEP_PRIORITY[b.step];
}

interface DueSteps {
  sessions: SessionRecord[];
  due: StepRow[];
  now: number;
}

const keyOf = ({ sessionId, step }: { sessionId: string; step: Step }): string =>
  `${sessionId} ${step}`;

/**
 * A session rarely has more than one step due; each further one runs in a separate round, because
 * it depends on the state the previous one left. Returns the rejection code per session.
 */
async function settleRounds(
  tx: EntityManager,
  services: Services,
  { sessions, due, now }: DueSteps,
): Promise<Map<string, ErrorCode>> {
  const at = new Date(now);
  const rejected = new Map<string, ErrorCode>();
  const pending = new Map(sessions.map((session) => [session.id, session]));
  const activeCounts = await countActiveSessions(tx, openings(pending, due));
  for (let rest = due; rest.length > 0;) {
    const round = firstPerSession(rest);
    const inRound = new Set(round);
    rest = rest.filter((row) => !inRound.has(row));
    const skipped: StepResult[] = [];
    const decisions: SessionDecision[] = [];
    for (const row of round) {
      const session = pending.get(row.sessionId);
      if (!session) continue;
      const result = decideStep(session, row, { now, activeCounts });
      if ('code' in result) {
        rejected.set(row.sessionId, result.code);
        pending.delete(row.sessionId);
      } else if ('outcome' in result) {
        skipped.push({ ...row, outcome: result.outcome, doneBy: null });
      } else {
        decisions.push(result);
        session.status = result.decision.to;
      }
    }
    await finishSteps(tx, skipped, at);
    await appendEvents(
      tx,
      skipped.map((result) => stepSkippedEvent(pending, result, at)),
    );
    await applyDecisions(tx, services, { decisions, at });
  }
  return rejected;
}

function openings(sessions: Map<string, SessionRecord>, due: StepRow[]): SessionRecord[] {
  return due
    .filter((row) => row.step === 'enable-chat')
    .map((row) => sessions.get(row.sessionId))
    .filter((session) => session !== undefined);
}

function firstPerSession(rows: StepRow[]): StepRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.sessionId) && seen.add(row.sessionId));
}

type StepDecision = SessionDecision | { outcome: StepOutcome } | { code: ErrorCode };

function decideStep(
  session: SessionRecord,
  row: StepRow,
  { now, activeCounts }: { now: number; activeCounts: ActiveSessionCounts },
): StepDecision {
  const decision = decide(session, row.step, now);
  if (decision.type === 'reject') return { code: decision.code };
  if (decision.type === 'ignore') return { outcome: 'not_needed' };
  if (isTooLate(row, session, now)) return { outcome: 'skipped_late' };
  if (decision.to === 'active' && session.status === 'pending') {
    const code = activeCounts.rejection(session);
    if (code) return { code };
    activeCounts.add(session);
  }
  if (decision.to === 'completed') activeCounts.remove(session);
  const lateMs = Math.max(0, now - row.dueAt.getTime());
  // A copy: the session's status changes before this decision is written.
  return {
    session: { ...session },
    decision,
    actor: SYSTEM_ACTOR,
    step: { step: row.step, lateMs },
  };
}

function stepSkippedEvent(
  sessions: Map<string, SessionRecord>,
  result: StepResult,
  at: Date,
): OutboxEvent {
  const session = sessions.get(result.sessionId);
  if (!session) throw new AppError('session-not-found');
  return {
    kind: 'session.changed',
    sessionId: session.id,
    conversationId: session.conversationId,
    counselingId: session.counselingId,
    status: session.status,
    startsAt: session.startsAt.toISOString(),
    endsAt: session.endsAt.toISOString(),
    at: at.toISOString(),
    step: result.step,
    outcome: result.outcome,
  };
}

function resultFor(
  request: StepRequest,
  row: StepRow | undefined,
  { rejected, now }: { rejected: Map<string, ErrorCode>; now: number },
): StepRunResult {
  if (row?.generation !== request.generation) return { settled: true };
  const code = rejected.get(request.sessionId);
  if (code) return { settled: false, code };
  const due = row.dueAt.getTime() <= now + EARLY_MS;
  return due ? { settled: true } : { settled: false, code: 'step-not-due' };
}

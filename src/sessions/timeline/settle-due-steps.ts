import type { EntityManager } from 'typeorm';
import type { ErrorCode } from '../../errors';
import type { StepOutcome } from '../../enums';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { countActiveSessions, tryCountActiveSessions } from '../active-session-counts';
import type { ActiveSessionCounts } from '../active-session-counts';
import { applyDecisions, SYSTEM_ACTOR } from '../apply-decisions';
import type { SessionDecision } from '../apply-decisions';
import { sessionChanged } from '../session-changed';
import { decide } from '../session-machine';
import type { SessionServices } from '../session-services';
import { findSessions } from '../session-repository';
import type { SessionRecord } from '../session-repository';
import { isTooLate, STEP_PRIORITY } from './session-timeline';
import { findDueSteps, findGreetings, finishSteps } from './step-repository';
import type { StepKey, StepResult, StepRow } from './step-repository';

export interface SettledSteps {
  settled: StepKey[];
  rejected: (StepKey & { code: ErrorCode })[];
}

interface DueSessions {
  /** Sessions whose row locks the caller holds. */
  sessionIds: string[];
  until: Date;
  /** Waits for conversations and participants that another transaction holds; else skips them. */
  wait?: true;
}

type Services = Pick<SessionServices, 'clock' | 'conversations' | 'rules'>;

/** Runs every step of the sessions that is due, in order of due time. */
export async function settleDueSteps(
  tx: EntityManager,
  services: Services,
  { sessionIds, until, wait }: DueSessions,
): Promise<SettledSteps> {
  if (sessionIds.length === 0) return { settled: [], rejected: [] };
  const due = await findDueSteps(tx, { sessionIds, until });
  const sessions = await findSessions(tx, [...new Set(due.map((row) => row.sessionId))]);
  const batch = { due: due.sort(byDueTimeThenPriority), sessions, now: services.clock.now() };
  const free = wait ? await waitForAll(tx, batch) : await withoutBusy(tx, services, batch);
  return settleRounds(tx, services, free);
}

function byDueTimeThenPriority(a: StepRow, b: StepRow): number {
  return a.dueAt.getTime() - b.dueAt.getTime() || STEP_PRIORITY[a.step] - STEP_PRIORITY[b.step];
}

interface DueSteps {
  sessions: SessionRecord[];
  due: StepRow[];
  now: number;
}

interface LockedSteps extends DueSteps {
  activeCounts: ActiveSessionCounts;
}

async function waitForAll(tx: EntityManager, batch: DueSteps): Promise<LockedSteps> {
  return { ...batch, activeCounts: await countActiveSessions(tx, openings(batch)) };
}

/** Leaves out sessions with a lock that another transaction holds. */
async function withoutBusy(
  tx: EntityManager,
  { conversations }: Services,
  batch: DueSteps,
): Promise<LockedSteps> {
  const { activeCounts, busyPsychologists } = await tryCountActiveSessions(tx, openings(batch));
  const opening = new Set(openings(batch).map(({ id }) => id));
  const candidates = batch.sessions.filter(
    ({ id, psychologistId }) => !(opening.has(id) && busyPsychologists.has(psychologistId)),
  );
  const locked = await conversations.tryLock(
    tx,
    candidates.map(({ conversationId }) => conversationId),
  );
  const sessions = candidates.filter(({ conversationId }) => locked.has(conversationId));
  return { ...batch, sessions, activeCounts };
}

function openings({ sessions, due }: DueSteps): SessionRecord[] {
  const ids = new Set(due.filter(({ step }) => step === 'enable-chat').map((row) => row.sessionId));
  return sessions.filter(({ id }) => ids.has(id));
}

/**
 * A session rarely has more than one step due; each further one runs in a separate round, because
 * it depends on the state the previous one left.
 */
async function settleRounds(
  tx: EntityManager,
  services: Services,
  { sessions, due, now, activeCounts }: LockedSteps,
): Promise<SettledSteps> {
  const at = new Date(now);
  const result: SettledSteps = { settled: [], rejected: [] };
  const greetings = await greetingsOfMoved(tx, due);
  const pending = new Map(sessions.map((session) => [session.id, session]));
  for (let rest = due; rest.length > 0;) {
    const round = firstPerSession(rest);
    const inRound = new Set(round);
    rest = rest.filter((row) => !inRound.has(row));
    const skipped: StepResult[] = [];
    const decisions: SessionDecision[] = [];
    for (const row of round) {
      const session = pending.get(row.sessionId);
      if (!session) continue;
      const decided = decideStep(session, row, { now, activeCounts, greetings });
      if ('code' in decided) {
        result.rejected.push({ ...row, code: decided.code });
        pending.delete(row.sessionId);
        continue;
      }
      result.settled.push(row);
      if ('outcome' in decided) {
        skipped.push({ ...row, outcome: decided.outcome, doneBy: null });
      } else {
        decisions.push(decided);
        session.status = decided.decision.to;
      }
    }
    await applyDecisions(tx, services, { decisions, at });
    await recordSkipped(tx, { skipped, sessions: pending, at });
  }
  return result;
}

async function recordSkipped(
  tx: EntityManager,
  {
    skipped,
    sessions,
    at,
  }: { skipped: StepResult[]; sessions: Map<string, SessionRecord>; at: Date },
): Promise<void> {
  await finishSteps(tx, skipped, at);
  const events = skipped.flatMap(({ sessionId, step, outcome }) => {
    const session = sessions.get(sessionId);
    return session ? [sessionChanged(session, at, { step, outcome })] : [];
  });
  await appendEvents(tx, events);
}

function firstPerSession(rows: StepRow[]): StepRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.sessionId) && seen.add(row.sessionId));
}

type StepDecision = SessionDecision | { outcome: StepOutcome } | { code: ErrorCode };

interface Circumstances {
  now: number;
  activeCounts: ActiveSessionCounts;
  /** When rescheduled sessions were greeted. */
  greetings: Map<string, Date>;
}

function greetingsOfMoved(tx: EntityManager, due: StepRow[]): Promise<Map<string, Date>> {
  const moved = due.filter(({ step, generation }) => step === 'initial-message' && generation > 1);
  if (moved.length === 0) return Promise.resolve(new Map<string, Date>());
  return findGreetings(
    tx,
    moved.map(({ sessionId }) => sessionId),
  );
}

/** Within the greeting's lead before the greeting is due: the session was moved by a little. */
function wasGreeted(
  { id, startsAt }: SessionRecord,
  { step, dueAt }: StepRow,
  greetings: Map<string, Date>,
): boolean {
  const greetedAt = greetings.get(id);
  if (step !== 'initial-message' || !greetedAt) return false;
  const lead = startsAt.getTime() - dueAt.getTime();
  return greetedAt.getTime() > dueAt.getTime() - lead;
}

function decideStep(
  session: SessionRecord,
  row: StepRow,
  { now, activeCounts, greetings }: Circumstances,
): StepDecision {
  const decision = decide(session, row.step, now);
  if (decision.type === 'ignore') return { outcome: 'not_needed' };
  if (wasGreeted(session, row, greetings)) return { outcome: 'not_needed' };
  if (isTooLate(row, session, now)) return { outcome: 'skipped_late' };
  if (decision.type === 'reject') return { code: decision.code };
  if (decision.to === 'active' && session.status === 'pending') {
    const code = activeCounts.rejection(session);
    if (code) return { code };
    activeCounts.add(session);
  }
  if (decision.to === 'completed') activeCounts.remove(session);
  // A copy: the session's status changes before this decision is written.
  return {
    session: { ...session },
    decision,
    actor: SYSTEM_ACTOR,
    step: { step: row.step, dueAt: row.dueAt },
  };
}

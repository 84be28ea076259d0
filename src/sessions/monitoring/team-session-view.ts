import type { Presence } from './presence-port';
import type { SessionStep } from '../../database/entities/sessions/session-step';
import type { TeamSessionRow, TeamSessionStep } from '../team-session-repository';
import type { SessionStatus, Step } from '../../enums';

/** Lateness from which a step is listed as overdue. */
const OVERDUE_MS = 5_000;

/** Session metadata for the team; never message content. */
export interface TeamSessionView {
  sessionId: string;
  counselingId: string;
  seriesId: string | null;
  status: SessionStatus;
  client: { id: string; fullName: string };
  psychologist: { id: string; fullName: string };
  startsAt: string;
  endsAt: string;
  startedAt: string | null;
  endedAt: string | null;
  endedBy: string | null;
  noShow: string | null;
  messageCount: number;
  lastMessageAt: string | null;
  troubledSteps: number;
  /** Overdue steps and steps whose last try failed. */
  troubles: StepProblemView[];
  presence: { client: Presence; psychologist: Presence } | null;
  silenceSeconds: number | null;
  worstLateMs: number | null;
  nextStep: { step: Step; dueAt: string } | null;
}

export interface StepProblemView {
  step: Step;
  dueAt: string;
  lateMs: number;
  failedAttempts: number;
  lastError: string | null;
}

interface ViewOptions {
  now: number;
  /** User ids in the channel; null: presence was not requested. */
  present: ReadonlySet<string> | 'unknown' | null;
}

export function viewTeamSession(
  row: TeamSessionRow,
  { now, present }: ViewOptions,
): TeamSessionView {
  const open = row.steps.filter(({ outcome }) => outcome === null);
  const troubles = open.filter(
    ({ dueAt, lastError }) => lastError !== null || dueAt.getTime() < now - OVERDUE_MS,
  );
  const [next] = open;
  return {
    sessionId: row.sessionId,
    counselingId: row.counselingId,
    seriesId: row.seriesId,
    status: row.status,
    client: { id: row.clientId, fullName: row.clientName },
    psychologist: { id: row.psychologistId, fullName: row.psychologistName },
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedBy,
    noShow: row.noShow,
    messageCount: row.messageCount,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    troubledSteps: troubles.length,
    troubles: troubles.map((step) => viewStepProblem(step, now)),
    presence: present && {
      client: presenceOf(row.clientId, present),
      psychologist: presenceOf(row.psychologistId, present),
    },
    silenceSeconds: silenceSeconds(row, now),
    worstLateMs: worstLateMs(row.steps, now),
    nextStep: next ? { step: next.step, dueAt: next.dueAt.toISOString() } : null,
  };
}

export function viewStepProblem(
  {
    step,
    dueAt,
    attempts,
    lastError,
  }: Pick<SessionStep, 'step' | 'dueAt' | 'attempts' | 'lastError'>,
  now: number,
): StepProblemView {
  const lateMs = Math.max(0, now - dueAt.getTime());
  return { step, dueAt: dueAt.toISOString(), lateMs, failedAttempts: attempts, lastError };
}

/** Null while no step is due; steps done manually do not count. */
function worstLateMs(steps: TeamSessionStep[], now: number): number | null {
  const lateness = steps.flatMap(({ outcome, dueAt, doneAt, isManual }) => {
    if (outcome === 'done' && !isManual && doneAt) {
      return Math.max(0, doneAt.getTime() - dueAt.getTime());
    }
    return outcome === null && dueAt.getTime() <= now ? now - dueAt.getTime() : [];
  });
  return lateness.length > 0 ? Math.max(...lateness) : null;
}

function presenceOf(userId: string, present: ReadonlySet<string> | 'unknown'): Presence {
  if (present === 'unknown') return 'unknown';
  return present.has(userId) ? 'present' : 'absent';
}

function silenceSeconds(
  { status, lastMessageAt, startedAt }: TeamSessionRow,
  now: number,
): number | null {
  const since = lastMessageAt ?? startedAt;
  if (status !== 'active' || !since) return null;
  return Math.max(0, Math.floor((now - since.getTime()) / 1000));
}

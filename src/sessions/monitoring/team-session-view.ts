import type { Presence } from './presence-port';
import type { TeamSessionRow } from './team-session-repository';
import type { SessionStatus, Step } from '../../enums';

/** Session metadata for the team; never message content. */
export interface TeamSessionView {
  sessionId: string;
  counselingId: string;
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
  return {
    sessionId: row.sessionId,
    counselingId: row.counselingId,
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
    troubledSteps: row.troubles.length,
    troubles: row.troubles.map((problem) => viewStepProblem(problem, now)),
    presence: present && {
      client: presenceOf(row.clientId, present),
      psychologist: presenceOf(row.psychologistId, present),
    },
    silenceSeconds: silenceSeconds(row, now),
    worstLateMs: row.worstLateMs,
    nextStep:
      row.nextStep && row.nextDueAt
        ? { step: row.nextStep, dueAt: row.nextDueAt.toISOString() }
        : null,
  };
}

export function viewStepProblem(
  problem: { step: Step; dueAt: number; failedAttempts: number; lastError: string | null },
  now: number,
): StepProblemView {
  const { step, dueAt, failedAttempts, lastError } = problem;
  const lateMs = Math.max(0, now - dueAt);
  return { step, dueAt: new Date(dueAt).toISOString(), lateMs, failedAttempts, lastError };
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

import { AppError } from '../../errors';
import type { SessionStep } from '../../database/entities/sessions/session-step';
import { appendAudit, findActionsOn } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { SessionServices } from '../session-services';
import { findSession } from '../session-repository';
import { viewSession } from '../session-view';
import type { SessionView } from '../session-view';
import { findTimeline } from '../timeline/step-repository';
import { findOutages } from '../../workers/outage-repository';
import type { Step, StepOutcome } from '../../enums';

/** One step, planned and actual (C-53). */
export interface TimelineStepView {
  step: Step;
  generation: number;
  plannedAt: string;
  doneAt: string | null;
  /** `planned`, `done`, or the reason it was not done. */
  state: 'planned' | StepOutcome;
  reason: string | null;
  /** Milliseconds after the planned time; null unless done. */
  lateMs: number | null;
  /** Null unless done. */
  doneBy: { role: 'system' | 'team'; id?: string; fullName?: string } | null;
  failedAttempts: number;
  lastError: string | null;
}

export interface TimelineView {
  session: SessionView;
  steps: TimelineStepView[];
  /** Actions of the team, oldest first. */
  acts: { action: string; at: string; by: { id: string; fullName: string } }[];
  /** Times within the session in which no worker ran; absences in it do not count. */
  outages: { from: string; until: string }[];
}

const REASONS: Record<StepOutcome, string | null> = {
  done: null,
  skipped_late: 'Skipped: it was too late to be useful',
  not_needed: 'The session was already past this step',
  cancelled: 'The session had ended',
  superseded: 'The session was rescheduled or extended',
};

/** All steps of a session with their outcomes, for the team. */
export async function getTimeline(
  services: Pick<SessionServices, 'db' | 'clock' | 'rules'>,
  principal: Principal,
  input: { sessionId: string },
): Promise<TimelineView> {
  requireRole(principal, 'team');
  const { manager } = services.db.source;
  const session = await findSession(manager, input.sessionId);
  if (!session) throw new AppError('session-not-found');
  const at = new Date(services.clock.now());
  const read = { actor: principal, action: 'session.timeline', sessionId: session.id, at } as const;
  await appendAudit(manager, read);
  const steps = await findTimeline(manager, session.id);
  const acts = await findActionsOn(manager, session.id);
  const span = {
    from: session.startedAt ?? session.startsAt,
    until: session.endedAt ?? session.endsAt,
  };
  const outages = await findOutages(manager, span, services.rules.workerOutage);
  return {
    session: viewSession(session, services.clock.now()),
    steps: steps.map(viewStep),
    acts: acts.map(({ action, at, actor }) => ({
      action,
      at: at.toISOString(),
      by: { id: actor?.id ?? '', fullName: actor?.fullName ?? '' },
    })),
    outages: outages.map(({ from, until }) => ({
      from: from.toISOString(),
      until: until.toISOString(),
    })),
  };
}

function viewStep(row: SessionStep): TimelineStepView {
  const done = row.outcome === 'done' && row.doneAt !== null;
  const late = done ? (row.doneAt?.getTime() ?? 0) - row.dueAt.getTime() : 0;
  return {
    step: row.step,
    generation: row.generation,
    plannedAt: row.dueAt.toISOString(),
    doneAt: row.doneAt?.toISOString() ?? null,
    state: row.outcome ?? 'planned',
    reason: row.outcome ? REASONS[row.outcome] : null,
    lateMs: done ? Math.max(0, late) : null,
    doneBy: done ? doneBy(row) : null,
    failedAttempts: row.attempts,
    lastError: row.lastError,
  };
}

function doneBy({ doneBy: id, doneByUser }: SessionStep): TimelineStepView['doneBy'] {
  if (id === null) return { role: 'system' };
  return { role: 'team', id, fullName: doneByUser?.fullName ?? '' };
}

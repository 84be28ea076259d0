import { AppError } from '../../errors';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { SessionServices } from '../session-services';
import { findSession } from '../session-repository';
import { viewSession } from '../session-view';
import type { SessionView } from '../session-view';
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
}

const REASONS: Record<StepOutcome, string | null> = {
  done: null,
  skipped_late: 'Skipped: it was too late to be useful',
  not_needed: 'The session was already past this step',
  cancelled: 'The session had ended',
  superseded: 'The session was rescheduled',
};

interface StepRow {
  step: Step;
  generation: number;
  dueAt: Date;
  doneAt: Date | null;
  outcome: StepOutcome | null;
  doneBy: string | null;
  doneByName: string | null;
  attempts: number;
  lastError: string | null;
}

/** All steps of a session with their outcomes, for the team. */
export async function getTimeline(
  services: Pick<SessionServices, 'db' | 'clock'>,
  principal: Principal,
  input: { sessionId: string },
): Promise<TimelineView> {
  requireRole(principal, 'team');
  const { manager } = services.db.source;
  const session = await findSession(manager, input.sessionId);
  if (!session) throw new AppError('session-not-found');
  const steps = await manager.query<StepRow[]>(
    `SELECT st.step, st.generation, st.due_at AS "dueAt", st.done_at AS "doneAt", st.outcome,
       st.done_by AS "doneBy", u.full_name AS "doneByName", st.attempts, st.last_error AS "lastError"
     FROM session_steps st LEFT JOIN users u ON u.id = st.done_by
     WHERE st.session_id = $1
     ORDER BY st.generation, st.due_at,
       array_position(ARRAY['initial-message', 'enable-chat', 'end-button', 'auto-end'], st.step)`,
    [session.id],
  );
  const acts = await manager.query<{ action: string; at: Date; id: string; fullName: string }[]>(
    `SELECT a.action, a.at, u.id, u.full_name AS "fullName"
     FROM audit_log a JOIN users u ON u.id = a.actor_id WHERE a.subject_id = $1 ORDER BY a.id`,
    [session.id],
  );
  return {
    session: viewSession(session, services.clock.now()),
    steps: steps.map(viewStep),
    acts: acts.map(({ action, at, id, fullName }) => ({
      action,
      at: at.toISOString(),
      by: { id, fullName },
    })),
  };
}

function viewStep(row: StepRow): TimelineStepView {
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

function doneBy(row: StepRow): TimelineStepView['doneBy'] {
  if (row.doneBy === null) return { role: 'system' };
  return { role: 'team', id: row.doneBy, fullName: row.doneByName ?? '' };
}

import type { EntityManager } from 'typeorm';
import type { PlannedStep } from './session-timeline';
import type { Step, StepOutcome } from '../../enums';

export interface StepRow {
  sessionId: string;
  generation: number;
  step: Step;
  dueAt: Date;
  attempts: number;
}

export interface StepResult {
  sessionId: string;
  generation: number;
  step: Step;
  outcome: StepOutcome;
  /** Team member who did it manually; null: the system. */
  doneBy: string | null;
}

export async function insertSteps(
  tx: EntityManager,
  plan: { sessionId: string; generation: number; steps: PlannedStep[] },
): Promise<void> {
  const { sessionId, generation, steps } = plan;
  await tx.query(
    `INSERT INTO session_steps (session_id, generation, step, due_at)
     SELECT $1, $2, step, due_at FROM unnest($3::text[], $4::timestamptz[]) AS plan (step, due_at)`,
    [sessionId, generation, steps.map((s) => s.step), steps.map((s) => s.dueAt)],
  );
}

const COLUMNS = `st.session_id AS "sessionId", st.generation, st.step, st.due_at AS "dueAt", st.attempts`;

/** Open steps of the current generation. */
export async function findOpenSteps(tx: EntityManager, sessionIds: string[]): Promise<StepRow[]> {
  return tx.query<StepRow[]>(
    `SELECT ${COLUMNS} FROM session_steps st
     JOIN chat_sessions s ON s.id = st.session_id AND s.generation = st.generation
     WHERE st.session_id = ANY($1::uuid[]) AND st.outcome IS NULL`,
    [sessionIds],
  );
}

/** Open steps due before `until`, earliest first. */
export async function findOpenStepsDueBefore(
  manager: EntityManager,
  until: Date,
  limit: number,
): Promise<StepRow[]> {
  return manager.query<StepRow[]>(
    `SELECT ${COLUMNS} FROM session_steps st
     WHERE st.outcome IS NULL AND st.due_at < $1 ORDER BY st.due_at LIMIT $2`,
    [until, limit],
  );
}

export async function finishSteps(
  tx: EntityManager,
  results: StepResult[],
  at: Date,
): Promise<void> {
  if (results.length === 0) return;
  await tx.query(
    `UPDATE session_steps AS st SET outcome = done.outcome, done_at = $1, done_by = done.done_by
     FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::bigint[])
       AS done (session_id, generation, step, outcome, done_by)
     WHERE st.session_id = done.session_id AND st.generation = done.generation
       AND st.step = done.step AND st.outcome IS NULL`,
    [
      at,
      results.map((r) => r.sessionId),
      results.map((r) => r.generation),
      results.map((r) => r.step),
      results.map((r) => r.outcome),
      results.map((r) => r.doneBy),
    ],
  );
}

/** Settles all steps that are still open. */
export async function settleSteps(
  tx: EntityManager,
  settled: { sessionIds: string[]; outcome: StepOutcome; at: Date },
): Promise<void> {
  const { sessionIds, outcome, at } = settled;
  if (sessionIds.length === 0) return;
  await tx.query(
    `UPDATE session_steps SET outcome = $2, done_at = $3
     WHERE session_id = ANY($1::uuid[]) AND outcome IS NULL`,
    [sessionIds, outcome, at],
  );
}

/** Counts a failed try; returns the number of failures, 0 when the step is settled. */
export async function recordStepFailure(
  tx: EntityManager,
  step: { sessionId: string; generation: number; step: Step },
  error: string,
): Promise<number> {
  const [[row]] = await tx.query<[{ attempts: number }[], number]>(
    `UPDATE session_steps SET attempts = attempts + 1, last_error = $4
     WHERE session_id = $1 AND generation = $2 AND step = $3 AND outcome IS NULL
     RETURNING attempts`,
    [step.sessionId, step.generation, step.step, error],
  );
  return row?.attempts ?? 0;
}

import type { EntityManager } from 'typeorm';
import type { Step } from '../../enums';

/** Lateness in whole milliseconds; null when no step was done. */
export interface StepLateness {
  step: Step;
  count: number;
  medianMs: number | null;
  p95Ms: number | null;
  maxMs: number | null;
}

/** Steps done manually do not count: they were early or late on purpose. */
export async function readStepLateness(
  manager: EntityManager,
  since: Date,
): Promise<StepLateness[]> {
  return manager.query<StepLateness[]>(
    `WITH late AS (
       SELECT step, greatest(0, extract(epoch FROM done_at - due_at) * 1000)::float8 AS ms
       FROM session_steps WHERE outcome = 'done' AND done_at >= $1 AND done_by IS NULL
     )
     SELECT step, count(*)::int AS count,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)) AS "medianMs",
       round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms)) AS "p95Ms",
       round(max(ms)) AS "maxMs"
     FROM late GROUP BY step`,
    [since],
  );
}

/** Number of steps done by minute (milliseconds since the epoch). */
export async function countStepsByMinute(
  manager: EntityManager,
  since: Date,
): Promise<Map<number, number>> {
  const rows = await manager.query<{ minute: number; count: number }[]>(
    `SELECT (floor(extract(epoch FROM done_at) / 60) * 60000)::float8 AS minute,
       count(*)::int AS count
     FROM session_steps WHERE outcome = 'done' AND done_at >= $1 GROUP BY 1`,
    [since],
  );
  return new Map(rows.map(({ minute, count }) => [minute, count]));
}

interface OverdueStep {
  sessionId: string;
  step: Step;
  dueAt: Date;
  failedAttempts: number;
  lastError: string | null;
}

/** Number of overdue steps, and those that have waited longest. */
export async function findOverdueSteps(
  manager: EntityManager,
  now: Date,
  limit: number,
): Promise<{ count: number; steps: OverdueStep[] }> {
  const rows = await manager.query<(OverdueStep & { count: number })[]>(
    `SELECT session_id AS "sessionId", step, due_at AS "dueAt", attempts AS "failedAttempts",
       last_error AS "lastError", (count(*) OVER ())::int AS count
     FROM session_steps WHERE outcome IS NULL AND due_at <= $1
     ORDER BY due_at, session_id LIMIT $2`,
    [now, limit],
  );
  return { count: rows[0]?.count ?? 0, steps: rows.map(({ count: _, ...step }) => step) };
}

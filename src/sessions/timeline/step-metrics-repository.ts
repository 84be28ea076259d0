import { IsNull, LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { SessionStep } from '../../database/entities/sessions/session-step';
import { selectRows } from '../../database/select-rows';
import type { Step } from '../../enums';

/** Lateness in whole milliseconds; null when no step was done. */
export interface StepLateness {
  step: Step;
  count: number;
  medianMs: number | null;
  p95Ms: number | null;
  maxMs: number | null;
}

const LATE_MS = '(greatest(0, extract(epoch FROM st.doneAt - st.dueAt)) * 1000)::float8';

/** Steps done manually do not count: they were early or late on purpose. */
export function readStepLateness(manager: EntityManager, since: Date): Promise<StepLateness[]> {
  const query = manager
    .createQueryBuilder(SessionStep, 'st')
    .where({ outcome: 'done', doneAt: MoreThanOrEqual(since), doneBy: IsNull() })
    .groupBy('st.step');
  return selectRows<StepLateness>(query, {
    step: 'st.step',
    count: 'count(*)::int',
    medianMs: `round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ${LATE_MS}))`,
    p95Ms: `round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ${LATE_MS}))`,
    maxMs: `round(max(${LATE_MS}))`,
  });
}

/** Number of steps done by minute (milliseconds since the epoch). */
export async function countStepsByMinute(
  manager: EntityManager,
  since: Date,
): Promise<Map<number, number>> {
  const query = manager
    .createQueryBuilder(SessionStep, 'st')
    .where({ outcome: 'done', doneAt: MoreThanOrEqual(since) })
    .groupBy('minute');
  const rows = await selectRows<{ minute: Date; count: number }>(query, {
    minute: `date_trunc('minute', st.doneAt)`,
    count: 'count(*)::int',
  });
  return new Map(rows.map(({ minute, count }) => [minute.getTime(), count]));
}

/** Number of overdue steps, and those that have waited longest. */
export async function findOverdueSteps(
  manager: EntityManager,
  now: Date,
  limit: number,
): Promise<{ count: number; steps: SessionStep[] }> {
  const [steps, count] = await manager.findAndCount(SessionStep, {
    where: { outcome: IsNull(), dueAt: LessThanOrEqual(now) },
    order: { dueAt: 'ASC', sessionId: 'ASC' },
    take: limit,
  });
  return { count, steps };
}

/** Number of overdue steps, and for how long the oldest has been so; null: none is. */
export async function countOverdueSteps(
  manager: EntityManager,
  now: Date,
): Promise<{ count: number; oldestMs: number | null }> {
  const query = manager
    .createQueryBuilder(SessionStep, 'st')
    .where({ outcome: IsNull(), dueAt: LessThanOrEqual(now) });
  const [row] = await selectRows<{ count: number; oldest: Date | null }>(query, {
    count: 'count(*)::int',
    oldest: 'min(st.dueAt)',
  });
  const oldest = row?.oldest ?? null;
  return { count: row?.count ?? 0, oldestMs: oldest && now.getTime() - oldest.getTime() };
}

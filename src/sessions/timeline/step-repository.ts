import { Any, IsNull, LessThan, LessThanOrEqual, Not } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { SessionStep } from '../../database/entities/sessions/session-step';
import { groupByValues } from '../../database/group-by-values';
import { selectRows } from '../../database/select-rows';
import type { PlannedStep } from './session-timeline';
import { STEPS } from '../../enums';
import type { StepOutcome } from '../../enums';

export type StepKey = Pick<SessionStep, 'sessionId' | 'generation' | 'step'>;

export type StepRow = StepKey & Pick<SessionStep, 'dueAt' | 'attempts'>;

export interface StepResult extends StepKey {
  outcome: StepOutcome;
  /** Team member who did it manually; null: the system. */
  doneBy: string | null;
}

const COLUMNS: Record<keyof StepRow, string> = {
  sessionId: 'st.sessionId',
  generation: 'st.generation',
  step: 'st.step',
  dueAt: 'st.dueAt',
  attempts: 'st.attempts',
};

function openSteps(manager: EntityManager): SelectQueryBuilder<SessionStep> {
  return manager.createQueryBuilder(SessionStep, 'st').where({ outcome: IsNull() });
}

export async function insertSteps(
  tx: EntityManager,
  plan: { sessionId: string; generation: number; steps: PlannedStep[] },
): Promise<void> {
  const { sessionId, generation, steps } = plan;
  await tx.insert(
    SessionStep,
    steps.map((planned) => ({ sessionId, generation, ...planned })),
  );
}

function openStepsOf(manager: EntityManager): SelectQueryBuilder<SessionStep> {
  return openSteps(manager).innerJoin('st.session', 's', 's.generation = st.generation');
}

/**
 * The steps that are due longest, with their sessions locked. Skips sessions that another transaction
 * holds. Sorted by psychologist, so that concurrent batches rarely share one.
 */
export function claimDueSteps(
  tx: EntityManager,
  { until, limit, except }: { until: Date; limit: number; except: string[] },
): Promise<StepKey[]> {
  const query = openStepsOf(tx)
    .andWhere({ dueAt: LessThanOrEqual(until), sessionId: Not(Any(except)) })
    .orderBy('st.dueAt')
    .addOrderBy('s.psychologistId')
    .limit(limit)
    .setLock('for_no_key_update', undefined, ['s'])
    .setOnLocked('skip_locked');
  const { sessionId, generation, step } = COLUMNS;
  return selectRows<StepKey>(query, { sessionId, generation, step });
}

/** Open steps of the current generations that are due by `until`. */
export function findDueSteps(
  tx: EntityManager,
  { sessionIds, until }: { sessionIds: string[]; until: Date },
): Promise<StepRow[]> {
  const due = { sessionId: Any(sessionIds), dueAt: LessThanOrEqual(until) };
  return selectRows<StepRow>(openStepsOf(tx).andWhere(due), COLUMNS);
}

/** Open steps of the sessions' current generations. */
export function findOpenSteps(manager: EntityManager, sessionIds: string[]): Promise<StepRow[]> {
  return selectRows<StepRow>(
    openStepsOf(manager).andWhere({ sessionId: Any(sessionIds) }),
    COLUMNS,
  );
}

/** Open steps due before `until`, earliest first. */
export function findOpenStepsDueBefore(
  manager: EntityManager,
  until: Date,
  limit: number,
): Promise<StepRow[]> {
  const query = openSteps(manager)
    .andWhere({ dueAt: LessThan(until) })
    .orderBy('st.dueAt')
    .limit(limit);
  return selectRows<StepRow>(query, COLUMNS);
}

/** All steps of a session in chronological order, with the team members who did them. */
export async function findTimeline(
  manager: EntityManager,
  sessionId: string,
): Promise<SessionStep[]> {
  const steps = await manager
    .createQueryBuilder(SessionStep, 'st')
    .leftJoin('st.doneByUser', 'user')
    .addSelect(['user.id', 'user.fullName'])
    .where({ sessionId })
    .getMany();
  return steps.sort(
    (a, b) =>
      a.generation - b.generation ||
      a.dueAt.getTime() - b.dueAt.getTime() ||
      STEPS.indexOf(a.step) - STEPS.indexOf(b.step),
  );
}

/** When sessions were greeted last, in any generation. */
export async function findGreetings(
  tx: EntityManager,
  sessionIds: string[],
): Promise<Map<string, Date>> {
  const greeted = await tx.find(SessionStep, {
    select: { sessionId: true, generation: true, step: true, doneAt: true },
    where: { sessionId: Any(sessionIds), step: 'initial-message', outcome: 'done' },
    order: { doneAt: 'ASC' },
  });
  return new Map(
    greeted.flatMap(({ sessionId, doneAt }) => (doneAt ? [[sessionId, doneAt] as const] : [])),
  );
}

export async function finishSteps(
  tx: EntityManager,
  results: StepResult[],
  at: Date,
): Promise<void> {
  const updates = results.map(({ sessionId: id, generation, step, outcome, doneBy }) => ({
    id,
    values: { generation, step, outcome, doneBy },
  }));
  for (const { ids, values } of groupByValues(updates)) {
    const { outcome, doneBy, ...key } = values;
    await tx.update(
      SessionStep,
      { ...key, sessionId: Any(ids), outcome: IsNull() },
      { outcome, doneBy, doneAt: at },
    );
  }
}

/** Settles all steps that are still open. */
export async function settleSteps(
  tx: EntityManager,
  settled: { sessionIds: string[]; outcome: StepOutcome; at: Date },
): Promise<void> {
  const { sessionIds, outcome, at } = settled;
  if (sessionIds.length === 0) return;
  const open = { sessionId: Any(sessionIds), outcome: IsNull() };
  await tx.update(SessionStep, open, { outcome, doneAt: at });
}

/** Counts a failed try; returns the number of failures, 0 when the step is settled. */
export async function recordStepFailure(
  tx: EntityManager,
  { sessionId, generation, step }: StepKey,
  error: string,
): Promise<number> {
  const open = { sessionId, generation, step, outcome: IsNull() };
  const result = await tx
    .createQueryBuilder()
    .update(SessionStep)
    .set({ attempts: () => 'attempts + 1', lastError: error })
    .where(open)
    .returning('attempts')
    .execute();
  const [row] = result.raw as { attempts: number }[];
  return row?.attempts ?? 0;
}

import { Any, IsNull, LessThan, LessThanOrEqual } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { SessionStep } from '../../database/entities/sessions/session-step';
import { groupByValues } from '../../database/group-by-values';
import { selectRows } from '../../database/select-rows';
import type { PlannedStep } from './session-timeline';
import { STEPS } from '../../enums';
import type { Step, StepOutcome } from '../../enums';

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

/** Open steps of the current generation that are due by `until` or among `steps`. */
export function findOpenSteps(
  tx: EntityManager,
  { sessionIds, steps, until }: { sessionIds: string[]; steps: Step[]; until: Date },
): Promise<StepRow[]> {
  const query = openSteps(tx)
    .innerJoin('st.session', 's', 's.generation = st.generation')
    .andWhere({ sessionId: Any(sessionIds) })
    .andWhere([{ dueAt: LessThanOrEqual(until) }, { step: Any(steps) }]);
  return selectRows<StepRow>(query, COLUMNS);
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

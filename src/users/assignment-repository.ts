import { IsNull } from 'typeorm';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { CareAssignment } from '../database/entities/users/care-assignment';

/** The assignment of a psychologist to a client. */
export type Assignment = Pick<CareAssignment, 'id' | 'clientId' | 'psychologistId'>;

/** Who changes an assignment, and when; null: the system. */
interface Change {
  at: Date;
  by: string | null;
}

export function findCurrentAssignment(
  manager: EntityManager,
  clientId: string,
): Promise<Assignment | null> {
  return manager.findOne(CareAssignment, {
    select: { id: true, clientId: true, psychologistId: true },
    where: { clientId, endedAt: IsNull() },
  });
}

/** Whether they are assigned now; undefined when they never were. */
export async function areAssigned(
  manager: EntityManager,
  clientId: string,
  psychologistId: string,
): Promise<boolean | undefined> {
  const newest = await manager.findOne(CareAssignment, {
    select: { id: true, endedAt: true },
    where: { clientId, psychologistId },
    order: { id: 'DESC' },
  });
  return newest ? newest.endedAt === null : undefined;
}

/** Same, locked until the commit, so that ending the assignment waits for what depends on it. */
export async function lockAssignment(
  tx: EntityManager,
  clientId: string,
  psychologistId: string,
): Promise<boolean | undefined> {
  await tx.findOne(CareAssignment, {
    select: { id: true },
    where: { clientId, psychologistId, endedAt: IsNull() },
    lock: { mode: 'pessimistic_read' },
  });
  return areAssigned(tx, clientId, psychologistId);
}

/** Violates `care_assignments_present` when the client has a current assignment. */
export async function addAssignment(
  tx: EntityManager,
  { clientId, psychologistId }: Omit<Assignment, 'id'>,
  { at, by }: Change,
): Promise<Assignment> {
  const row = { clientId, psychologistId, startedAt: at, startedBy: by };
  const { id } = await tx.save(CareAssignment, row);
  return { id, clientId, psychologistId };
}

/** Undefined when the client has no current assignment. */
export async function closeAssignment(
  tx: EntityManager,
  clientId: string,
  change: Change,
): Promise<Assignment | undefined> {
  const [closed] = await close(tx, { clientId, endedAt: IsNull() }, change);
  return closed;
}

export function wasEverAssigned(manager: EntityManager, clientId: string): Promise<boolean> {
  return manager.existsBy(CareAssignment, { clientId });
}

/** Ends all current assignments of a user, as client or psychologist. */
export function closeAssignmentsOf(
  tx: EntityManager,
  userId: string,
  change: Change,
): Promise<Assignment[]> {
  const current = { endedAt: IsNull() };
  const criteria = [
    { ...current, clientId: userId },
    { ...current, psychologistId: userId },
  ];
  return close(tx, criteria, change);
}

type Criteria = FindOptionsWhere<CareAssignment>;

async function close(
  tx: EntityManager,
  where: Criteria | Criteria[],
  { at, by }: Change,
): Promise<Assignment[]> {
  const result = await tx
    .createQueryBuilder(CareAssignment, 'assignment')
    .update()
    .set({ endedAt: () => 'greatest(:at, started_at)', endedBy: by })
    .where(where)
    .setParameters({ at })
    .returning(['id', 'clientId', 'psychologistId'])
    .execute();
  const rows = result.raw as { id: string; client_id: string; psychologist_id: string }[];
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    psychologistId: row.psychologist_id,
  }));
}

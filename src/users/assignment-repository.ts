import type { EntityManager } from 'typeorm';

/** The assignment of a psychologist to a client. */
export interface Assignment {
  id: string;
  clientId: string;
  psychologistId: string;
}

const COLUMNS = `id, client_id AS "clientId", psychologist_id AS "psychologistId"`;

export async function findCurrentAssignment(
  manager: EntityManager,
  clientId: string,
): Promise<Assignment | undefined> {
  const [row] = await manager.query<Assignment[]>(
    `SELECT ${COLUMNS} FROM care_assignments WHERE client_id = $1 AND ended_at IS NULL`,
    [clientId],
  );
  return row;
}

/** Whether they are assigned now; undefined when they never were. */
export async function areAssigned(
  manager: EntityManager,
  clientId: string,
  psychologistId: string,
): Promise<boolean | undefined> {
  const [row] = await manager.query<{ present: boolean }[]>(
    `SELECT ended_at IS NULL AS present FROM care_assignments
     WHERE psychologist_id = $2 AND client_id = $1 ORDER BY id DESC LIMIT 1`,
    [clientId, psychologistId],
  );
  return row?.present;
}

/** Same, locked until the commit, so that ending the assignment waits for what depends on it. */
export async function lockAssignment(
  tx: EntityManager,
  clientId: string,
  psychologistId: string,
): Promise<boolean | undefined> {
  await tx.query(
    `SELECT 1 FROM care_assignments
     WHERE client_id = $1 AND psychologist_id = $2 AND ended_at IS NULL FOR SHARE`,
    [clientId, psychologistId],
  );
  return areAssigned(tx, clientId, psychologistId);
}

/** Violates `care_assignments_present` when the client has a current assignment. */
export async function addAssignment(
  tx: EntityManager,
  assignment: Omit<Assignment, 'id'>,
  { at, by }: { at: Date; by: string | null },
): Promise<Assignment> {
  const [row] = await tx.query<Assignment[]>(
    `INSERT INTO care_assignments (client_id, psychologist_id, started_at, started_by)
     VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
    [assignment.clientId, assignment.psychologistId, at, by],
  );
  if (!row) throw new Error('Assignment insert returned no row');
  return row;
}

/** Undefined when the client has no current assignment. */
export async function closeAssignment(
  tx: EntityManager,
  clientId: string,
  { at, by }: { at: Date; by: string | null },
): Promise<Assignment | undefined> {
  const [[row]] = await tx.query<[Assignment[], number]>(
    `UPDATE care_assignments SET ended_at = greatest($2, started_at), ended_by = $3
     WHERE client_id = $1 AND ended_at IS NULL RETURNING ${COLUMNS}`,
    [clientId, at, by],
  );
  return row;
}

export async function wasEverAssigned(manager: EntityManager, clientId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM care_assignments WHERE client_id = $1 LIMIT 1',
    [clientId],
  );
  return rows.length > 0;
}

/** Ends all current assignments of a user, as client or psychologist. */
export async function closeAssignmentsOf(
  tx: EntityManager,
  userId: string,
  { at, by }: { at: Date; by: string },
): Promise<Assignment[]> {
  const [rows] = await tx.query<[Assignment[], number]>(
    `UPDATE care_assignments SET ended_at = greatest($2, started_at), ended_by = $3
     WHERE (client_id = $1 OR psychologist_id = $1) AND ended_at IS NULL RETURNING ${COLUMNS}`,
    [userId, at, by],
  );
  return rows;
}

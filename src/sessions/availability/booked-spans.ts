import type { EntityManager } from 'typeorm';
import type { Span } from './availability-policy';

/** Maximum concurrent sessions of a psychologist (counseling-80). */
export const PSYCHOLOGIST_CAPACITY = 5;

interface Window {
  from: Date;
  to: Date;
  /** The counseling being rescheduled: excluded. */
  exceptCounselingId?: string;
}

interface Search extends Window {
  column: 'psychologist_id' | 'client_id';
  ids: readonly string[];
}

interface Row {
  userId: string;
  startsAt: Date;
  endsAt: Date;
}

/** Unreleased counselings per psychologist in a window; an entry for each id. */
export async function loadPsychologistSpans(
  manager: EntityManager,
  window: Window & { psychologistIds: readonly string[] },
): Promise<Map<string, Span[]>> {
  const spans = new Map<string, Span[]>(window.psychologistIds.map((id) => [id, []]));
  const rows = await loadRows(manager, {
    ...window,
    column: 'psychologist_id',
    ids: window.psychologistIds,
  });
  for (const { userId, startsAt, endsAt } of rows) spans.get(userId)?.push({ startsAt, endsAt });
  return spans;
}

/** Unreleased counselings of a client in a window. */
export async function loadClientSpans(
  manager: EntityManager,
  window: Window & { clientId: string },
): Promise<Span[]> {
  const rows = await loadRows(manager, { ...window, column: 'client_id', ids: [window.clientId] });
  return rows.map(({ startsAt, endsAt }) => ({ startsAt, endsAt }));
}

function loadRows(
  manager: EntityManager,
  { column, ids, from, to, exceptCounselingId }: Search,
): Promise<Row[]> {
  // No counseling lasts two days: the bound lets the index scan skip past counselings.
  return manager.query(
    `SELECT ${column} AS "userId", starts_at AS "startsAt", ends_at AS "endsAt"
     FROM counselings
     WHERE ${column} = ANY($1::bigint[]) AND released_at IS NULL
       AND starts_at > $2::timestamptz - interval '2 days' AND starts_at < $3 AND ends_at > $2
       AND id IS DISTINCT FROM $4::uuid`,
    [ids, from, to, exceptCounselingId ?? null],
  );
}

import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import { isAvailable, peakLoad } from '../availability/availability-policy';
import { loadAvailability } from '../availability/availability-repository';
import { loadPsychologistSpans, PSYCHOLOGIST_CAPACITY } from '../availability/booked-spans';

export interface RequestedSlot {
  clientId: string;
  psychologistId: string | undefined;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  /** The counseling that is being moved: its own time does not count. */
  exceptCounselingId?: string;
}

/**
 * The psychologists who could take the span, best first (C-42): the one this client saw last, then
 * whoever has the fewest sessions that day. The wanted one alone when one is wanted.
 */
export async function rankPsychologists(
  manager: EntityManager,
  wanted: RequestedSlot,
): Promise<string[]> {
  const asked = wanted.psychologistId ? [wanted.psychologistId] : undefined;
  const everyone = await loadAvailability(manager, {
    psychologistIds: asked,
    from: wanted.startsAt,
  });
  if (asked && everyone.length === 0) throw new AppError('psychologist-not-found');
  const available = everyone.filter((one) => isAvailable(one, wanted)).map((one) => one.id);
  if (asked && available.length === 0) throw new AppError('psychologist-unavailable');
  const free = await withCapacity(manager, available, wanted);
  if (asked && free.length === 0) throw new AppError('psychologist-full');
  if (free.length === 0) throw new AppError('nobody-available');
  return free.length === 1 ? free : rankByHistory(manager, free, wanted);
}

/** Those of the psychologists who have fewer than five sessions at every moment of the span. */
export async function withCapacity(
  manager: EntityManager,
  ids: string[],
  wanted: RequestedSlot,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const spans = await loadPsychologistSpans(manager, {
    psychologistIds: ids,
    from: wanted.startsAt,
    to: wanted.endsAt,
    exceptCounselingId: wanted.exceptCounselingId,
  });
  return ids.filter((id) => peakLoad(spans.get(id) ?? [], wanted) < PSYCHOLOGIST_CAPACITY);
}

async function rankByHistory(
  manager: EntityManager,
  ids: string[],
  wanted: RequestedSlot,
): Promise<string[]> {
  const day = DateTime.fromJSDate(wanted.startsAt, { zone: wanted.timezone }).startOf('day');
  const rows = await manager.query<{ id: string; sessions: number; known: Date | null }[]>(
    `SELECT p.id::text AS id,
       count(c.id) FILTER (WHERE c.starts_at >= $2 AND c.starts_at < $3 AND c.cancelled_at IS NULL)::int
         AS sessions,
       max(c.starts_at) FILTER (WHERE c.client_id = $4 AND c.cancelled_at IS NULL) AS known
     FROM unnest($1::bigint[]) AS p (id) LEFT JOIN counselings c ON c.psychologist_id = p.id
       AND ((c.starts_at >= $2 AND c.starts_at < $3) OR c.client_id = $4)
     GROUP BY p.id`,
    [ids, day.toJSDate(), day.plus({ days: 1 }).toJSDate(), wanted.clientId],
  );
  return rows
    .sort(
      (a, b) =>
        (b.known?.getTime() ?? 0) - (a.known?.getTime() ?? 0) ||
        a.sessions - b.sessions ||
        Number(a.id) - Number(b.id),
    )
    .map((row) => row.id);
}

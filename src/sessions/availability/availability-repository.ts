import type { EntityManager } from 'typeorm';
import { TimeOff } from '../../database/entities/sessions/time-off';
import { WeeklyHours } from '../../database/entities/sessions/weekly-hours';
import type { Availability, Span } from './availability-policy';

export interface PsychologistAvailability extends Availability {
  id: string;
  fullName: string;
  timeOff: readonly (Span & { id: string })[];
}

interface Row {
  id: string;
  fullName: string;
  timezone: string;
  hours: { weekday: number; startMinute: number; endMinute: number }[];
  timeOff: { id: string; startsAt: number; endsAt: number }[];
}

/** All psychologists or the given ones, by id, with the time off that ends after `from`. */
export async function loadAvailability(
  manager: EntityManager,
  options: { psychologistIds?: readonly string[]; from: Date },
): Promise<PsychologistAvailability[]> {
  const rows: Row[] = await manager.query(
    `SELECT u.id, u.full_name AS "fullName", u.timezone,
       COALESCE((
         SELECT json_agg(json_build_object(
           'weekday', w.weekday, 'startMinute', w.start_minute, 'endMinute', w.end_minute
         ) ORDER BY w.weekday, w.start_minute)
         FROM weekly_hours w WHERE w.psychologist_id = u.id
       ), '[]') AS hours,
       COALESCE((
         SELECT json_agg(json_build_object(
           'id', t.id::text,
           'startsAt', extract(epoch FROM t.starts_at) * 1000,
           'endsAt', extract(epoch FROM t.ends_at) * 1000
         ) ORDER BY t.starts_at)
         FROM time_off t WHERE t.psychologist_id = u.id AND t.ends_at > $2
       ), '[]') AS "timeOff"
     FROM users u
     WHERE u.role = 'psychologist' AND u.removed_at IS NULL AND ($1::bigint[] IS NULL OR u.id = ANY($1::bigint[]))
     ORDER BY u.id`,
    [options.psychologistIds ?? null, options.from],
  );
  return rows.map((row) => ({
    ...row,
    timeOff: row.timeOff.map((off) => ({
      id: off.id,
      startsAt: new Date(off.startsAt),
      endsAt: new Date(off.endsAt),
    })),
  }));
}

export async function deleteAvailability(tx: EntityManager, psychologistId: string): Promise<void> {
  await tx.delete(WeeklyHours, { psychologistId });
  await tx.delete(TimeOff, { psychologistId });
}

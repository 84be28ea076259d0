import type { EntityManager } from 'typeorm';
import { WeeklyHours } from '../database/entities/sessions/weekly-hours';

export type WeeklyInterval = Pick<WeeklyHours, 'weekday' | 'startMinute' | 'endMinute'>;

/** Replaces the weekly hours of a psychologist; `loadAvailability` reads them. */
export async function replaceWeeklyHours(
  tx: EntityManager,
  psychologistId: string,
  hours: readonly WeeklyInterval[],
): Promise<void> {
  await tx.delete(WeeklyHours, { psychologistId });
  if (hours.length === 0) return;
  await tx.insert(
    WeeklyHours,
    hours.map((interval) => ({ ...interval, psychologistId })),
  );
}

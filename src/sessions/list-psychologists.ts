import type { Clock } from '../clock';
import type { Db } from '../db/db';
import { loadAvailability } from './availability-store';

export interface ListedPsychologist {
  id: string;
  fullName: string;
  timezone: string;
  /** On the wall clock of `timezone`; weekday 1 is Monday, 24:00 is the end of the day. */
  weeklyHours: { weekday: number; startTime: string; endTime: string }[];
  timeOff: { startsAt: string; endsAt: string }[];
}

/** Every psychologist with weekly hours and the time off that is not over yet. */
export async function listPsychologists(services: {
  db: Db;
  clock: Clock;
}): Promise<ListedPsychologist[]> {
  const psychologists = await loadAvailability(services.db.source.manager, {
    from: new Date(services.clock.now()),
  });
  return psychologists.map(({ id, fullName, timezone, hours, timeOff }) => ({
    id,
    fullName,
    timezone,
    weeklyHours: hours.map(({ weekday, startMinute, endMinute }) => ({
      weekday,
      startTime: timeOfDay(startMinute),
      endTime: timeOfDay(endMinute),
    })),
    timeOff: timeOff.map(({ startsAt, endsAt }) => ({
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
  }));
}

function timeOfDay(minutes: number): string {
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

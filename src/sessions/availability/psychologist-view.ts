import type { PsychologistAvailability } from './availability-repository';

export interface TimeOffView {
  id: string;
  startsAt: string;
  endsAt: string;
}

export interface PsychologistView {
  id: string;
  fullName: string;
  timezone: string;
  /** In `timezone`; weekday 1 is Monday, 24:00 the end of the day. */
  weeklyHours: { weekday: number; startTime: string; endTime: string }[];
  timeOff: TimeOffView[];
  /** Dates whose hours replace the weekly ones; without hours, the date is off. */
  dates: { date: string; hours: { startTime: string; endTime: string }[] }[];
  /** Minutes free between two sessions that do not overlap. */
  bufferMinutes: number;
}

export function viewPsychologist(psychologist: PsychologistAvailability): PsychologistView {
  const { id, fullName, timezone, hours, timeOff, dates, bufferMinutes } = psychologist;
  return {
    id,
    fullName,
    timezone,
    weeklyHours: hours.map(({ weekday, ...interval }) => ({ weekday, ...viewTimes(interval) })),
    timeOff: timeOff.map((off) => ({
      id: off.id,
      startsAt: off.startsAt.toISOString(),
      endsAt: off.endsAt.toISOString(),
    })),
    dates: dates.map(({ date, hours: own }) => ({ date, hours: own.map(viewTimes) })),
    bufferMinutes,
  };
}

function viewTimes(interval: { startMinute: number; endMinute: number }) {
  return { startTime: timeOfDay(interval.startMinute), endTime: timeOfDay(interval.endMinute) };
}

/** HH:mm of minutes after midnight. */
export function timeOfDay(minutes: number): string {
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

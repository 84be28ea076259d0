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
}

export function viewPsychologist(psychologist: PsychologistAvailability): PsychologistView {
  const { id, fullName, timezone, hours, timeOff } = psychologist;
  return {
    id,
    fullName,
    timezone,
    weeklyHours: hours.map(({ weekday, startMinute, endMinute }) => ({
      weekday,
      startTime: timeOfDay(startMinute),
      endTime: timeOfDay(endMinute),
    })),
    timeOff: timeOff.map((off) => ({
      id: off.id,
      startsAt: off.startsAt.toISOString(),
      endsAt: off.endsAt.toISOString(),
    })),
  };
}

/** HH:mm of minutes after midnight. */
export function timeOfDay(minutes: number): string {
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

import { localZone } from '../../i18n/format';
import { localDay } from '../../i18n/local-day';
import type { Booking, NextSlot, Slot } from '../../api/api-types';
import { serverNow } from '../../api/server-clock';
import type { Method } from '../../../enums';

export const DURATIONS = [30, 60, 90] as const;

/** A slot to book: local day and wall-clock times as the API takes them, and their instants. */
export interface SelectedSlot {
  date: string;
  startTime: string;
  endTime: string;
  startsAt: string;
  endsAt: string;
  /** Psychologists available at this time. */
  psychologistIds: string[];
}

/** The selection so far. */
export interface BookingDraft {
  method: Method;
  /** Minutes. */
  duration: number;
  /** `undefined`: anyone available. */
  psychologistId: string | undefined;
  /** The day shown, YYYY-MM-DD. */
  day: string;
  slot: SelectedSlot | undefined;
  note: string;
  /** 1: once; more: a weekly series. */
  weeks: number;
  timezone: string;
}

export interface BookingDraftProps {
  draft: BookingDraft;
  onChange: (draft: BookingDraft) => void;
}

export function newBookingDraft(): BookingDraft {
  return {
    method: 'chat',
    duration: 60,
    psychologistId: undefined,
    day: localDay(serverNow()),
    slot: undefined,
    note: '',
    weeks: 1,
    timezone: localZone(),
  };
}

export function selectSlot(date: string, slot: Slot): SelectedSlot {
  const { startTime, endTime, startsAt, endsAt, psychologists } = slot;
  const psychologistIds = psychologists.map(({ id }) => id);
  return { date, startTime, endTime, startsAt, endsAt, psychologistIds };
}

/** A slot offered by an error; its local times look like `2025-08-11T14:00:00+07:00`. */
export function selectNextSlot({
  startsAt,
  endsAt,
  startsAtLocal,
  endsAtLocal,
  psychologistIds,
}: NextSlot): SelectedSlot {
  return {
    date: startsAtLocal.slice(0, 10),
    startTime: startsAtLocal.slice(11, 19),
    endTime: endsAtLocal.slice(11, 19),
    startsAt,
    endsAt,
    psychologistIds,
  };
}

export function toBookingRequest({
  method,
  psychologistId,
  note,
  timezone,
  slot,
}: CompleteBookingDraft): Booking {
  const { date, startTime, endTime } = slot;
  const notes = note.trim();
  return {
    method,
    date,
    startTime,
    endTime,
    timezone,
    psychologistId,
    notes: notes || undefined,
  };
}

export type CompleteBookingDraft = BookingDraft & { slot: SelectedSlot };

const DAY_PARTS = [
  ['night', 0],
  ['morning', 5],
  ['noon', 11],
  ['afternoon', 15],
  ['evening', 18],
] as const;
export type DayPart = (typeof DAY_PARTS)[number][0];

/** A day's slots by part of the day, in order, without empty parts. */
export function groupByDayPart(slots: Slot[]): { part: DayPart; slots: Slot[] }[] {
  const partOf = ({ startTime }: Slot): DayPart => {
    const hour = Number(startTime.slice(0, 2));
    return DAY_PARTS.findLast(([, from]) => hour >= from)?.[0] ?? 'night';
  };
  return DAY_PARTS.map(([part]) => ({
    part,
    slots: slots.filter((slot) => partOf(slot) === part),
  })).filter((group) => group.slots.length > 0);
}

import { DateTime } from 'luxon';
import type { Clock } from '../../clock';
import type { SessionRules } from '../../config/config';
import type { Db } from '../../database/db';
import type { Method } from '../../enums';
import { openIntervals } from './availability-policy';
import type { Span, Interval } from './availability-policy';
import { loadAvailability } from './availability-repository';
import type { PsychologistAvailability } from './availability-repository';
import { resolveLocalSpan } from '../booking/local-time';
import { loadClientSpans, loadPsychologistSpans } from './booked-spans';
import { hasCapacity, overlaps, withBuffer } from './capacity-policy';
import type { BookedSession } from './capacity-policy';
import { halfHours, wholeMinuteFrom } from './slot-grid';

const DAY = 86_400_000;

export interface FreeSlot extends Span {
  /** Ids of the psychologists who can take it. */
  psychologistIds: string[];
}

export interface SlotSearch {
  /** Earliest start; the booking notice applies as well. */
  from: Date;
  /** Exclusive upper bound of the start. */
  until: Date;
  durationMs: number;
  /** IANA zone of the client. */
  timezone: string;
  /** Default: `chat`, the only method whose sessions may run side by side. */
  method?: Method;
  psychologistId?: string;
  /** Excludes slots that overlap this client's counselings. */
  clientId?: string;
  /** Ignores this counseling: the one being rescheduled. */
  exceptCounselingId?: string;
  /** Maximum number of slots. */
  limit?: number;
  /** Availability that the caller has loaded; loaded when absent. */
  psychologists?: PsychologistAvailability[];
}

export interface SlotServices {
  db: Db;
  clock: Clock;
  rules: Pick<SessionRules, 'bookingNotice' | 'bookingHorizon'>;
}

/** Bookable slots in order, with a constant number of queries per window of days. */
export async function findFreeSlots(
  services: SlotServices,
  search: SlotSearch,
): Promise<FreeSlot[]> {
  const { bookingNotice, bookingHorizon } = services.rules;
  const now = services.clock.now();
  const from = Math.max(search.from.getTime(), now + bookingNotice);
  const until = Math.min(search.until.getTime(), now + bookingHorizon + 1);
  if (from >= until) return [];
  const psychologists =
    search.psychologists ??
    (await loadAvailability(services.db.source.manager, {
      psychologistIds: search.psychologistId === undefined ? undefined : [search.psychologistId],
      from: new Date(from),
    }));
  const limit = search.limit ?? Infinity;
  const found: FreeSlot[] = [];
  for (const window of growingWindows(from, until)) {
    const state = await loadWindow(services.db, { search, psychologists, window });
    for (const start of slotStarts(search, window, state)) {
      if (found.length >= limit) return found;
      const slot = slotAt(start, search, state);
      if (slot !== undefined) found.push(slot);
    }
  }
  return found;
}

interface Candidate {
  id: string;
  timezone: string;
  bufferMinutes: number;
  open: Interval[];
  busy: BookedSession[];
}

interface WindowState {
  candidates: Candidate[];
  ownSpans: Span[];
}

/** Starts with one day, as the next free slot is mostly near, then doubles. */
function* growingWindows(from: number, until: number): Generator<Interval> {
  for (let size = DAY; from < until; size *= 2) {
    const to = Math.min(from + size, until);
    yield { from, to };
    from = to;
  }
}

async function loadWindow(
  db: Db,
  {
    search,
    psychologists,
    window,
  }: { search: SlotSearch; psychologists: PsychologistAvailability[]; window: Interval },
): Promise<WindowState> {
  const range = { from: window.from - EARLIER, to: window.to + search.durationMs };
  const bounds = {
    from: new Date(range.from),
    to: new Date(range.to),
    exceptCounselingId: search.exceptCounselingId,
  };
  const { manager } = db.source;
  const psychologistIds = psychologists.map(({ id }) => id);
  const busy = await loadPsychologistSpans(manager, { ...bounds, psychologistIds });
  const { clientId } = search;
  return {
    candidates: psychologists.map((psychologist) => ({
      id: psychologist.id,
      timezone: psychologist.timezone,
      bufferMinutes: psychologist.bufferMinutes,
      open: openIntervals(psychologist, range),
      busy: busy.get(psychologist.id) ?? [],
    })),
    ownSpans: clientId === undefined ? [] : await loadClientSpans(manager, { ...bounds, clientId }),
  };
}

/** Distance between a start and the earlier one that `firstStarts` compares it with. */
const EARLIER = 60_000;

/** A possible start; `ids`: the psychologists who offer it, absent for all of them. */
interface SlotStart {
  at: number;
  ids?: Set<string>;
}

/**
 * Every psychologist offers the half hours of the client's clock, and in addition those of their
 * own clock and the first moment of each interval in which they are free.
 */
function slotStarts(search: SlotSearch, window: Interval, state: WindowState): SlotStart[] {
  const starts = new Map<number, SlotStart>();
  for (const at of halfHours(search.timezone, window)) starts.set(at, { at });
  for (const candidate of state.candidates) {
    const own = [
      ...(candidate.timezone === search.timezone ? [] : halfHours(candidate.timezone, window)),
      ...firstStarts(candidate, search, state).filter((at) => window.from <= at && at < window.to),
    ];
    for (const at of own) {
      const start = starts.get(at) ?? { at, ids: new Set() };
      start.ids?.add(candidate.id);
      starts.set(at, start);
    }
  }
  return [...starts.values()].sort((a, b) => a.at - b.at);
}

function firstStarts(candidate: Candidate, search: SlotSearch, { ownSpans }: WindowState) {
  const intervalStarts = [
    ...candidate.open.map(({ from }) => from),
    ...candidate.busy.map((other) => withBuffer(other, candidate.bufferMinutes).endsAt.getTime()),
    ...[...candidate.busy, ...ownSpans].map(({ endsAt }) => endsAt.getTime()),
  ].map(wholeMinuteFrom);
  return intervalStarts.filter(
    (start) => !isFree(candidate, spanFrom(start - EARLIER, search), { search, ownSpans }),
  );
}

function spanFrom(start: number, { durationMs }: SlotSearch): Span {
  return { startsAt: new Date(start), endsAt: new Date(start + durationMs) };
}

function isFree(
  { open, busy, bufferMinutes }: Candidate,
  span: Span,
  { search: { method = 'chat' }, ownSpans }: { search: SlotSearch; ownSpans: Span[] },
): boolean {
  const [from, to] = [span.startsAt.getTime(), span.endsAt.getTime()];
  return (
    open.some((interval) => interval.from <= from && to <= interval.to) &&
    hasCapacity(busy, { ...span, method }, bufferMinutes) &&
    !ownSpans.some((own) => overlaps(own, span))
  );
}

function slotAt(
  { at, ids }: SlotStart,
  search: SlotSearch,
  { candidates, ownSpans }: WindowState,
): FreeSlot | undefined {
  const span = spanFrom(at, search);
  const psychologistIds = candidates
    .filter(({ id }) => ids?.has(id) ?? true)
    .filter((candidate) => isFree(candidate, span, { search, ownSpans }))
    .map(({ id }) => id);
  if (psychologistIds.length === 0 || !roundTripsLocalTime(span, search.timezone)) return undefined;
  return { ...span, psychologistIds };
}

/** Whether a booking of these wall-clock times resolves to exactly this span. */
function roundTripsLocalTime(span: Span, timezone: string): boolean {
  const start = DateTime.fromJSDate(span.startsAt, { zone: timezone });
  const end = DateTime.fromJSDate(span.endsAt, { zone: timezone });
  const resolved = resolveLocalSpan({
    date: start.toFormat('yyyy-MM-dd'),
    startTime: start.toFormat('HH:mm:ss'),
    endTime: end.toFormat('HH:mm:ss'),
    timezone,
  });
  return (
    resolved.startsAt.getTime() === span.startsAt.getTime() &&
    resolved.endsAt.getTime() === span.endsAt.getTime()
  );
}

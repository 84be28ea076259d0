import { DateTime } from 'luxon';
import type { Clock } from '../../clock';
import type { SessionRules } from '../../config/config';
import type { Db } from '../../database/db';
import { openIntervals, peakLoad } from './availability-policy';
import type { Span, Interval } from './availability-policy';
import { loadAvailability } from './availability-repository';
import type { PsychologistAvailability } from './availability-repository';
import { resolveLocalSpan } from '../booking/local-time';
import { offsetIntervals } from './offset-intervals';
import { PSYCHOLOGIST_CAPACITY, loadClientSpans, loadPsychologistSpans } from './booked-spans';

const HALF_HOUR = 30 * 60_000;
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
  /** Default: half an hour. */
  stepMs?: number;
  /** IANA zone on whose wall clock slots start at whole steps. */
  timezone: string;
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
  rules: Pick<SessionRules, 'bookingNotice'>;
}

/** Bookable slots in order, with a constant number of queries per window of days. */
export async function findFreeSlots(
  services: SlotServices,
  search: SlotSearch,
): Promise<FreeSlot[]> {
  const earliest = services.clock.now() + services.rules.bookingNotice;
  const from = Math.max(search.from.getTime(), earliest);
  const until = search.until.getTime();
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
    for (const start of gridStarts(search, window)) {
      if (found.length >= limit) return found;
      const slot = slotAt(start, search, state);
      if (slot !== undefined) found.push(slot);
    }
  }
  return found;
}

interface Candidate {
  id: string;
  open: Interval[];
  busy: Span[];
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
  const range = { from: window.from, to: window.to + search.durationMs };
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
      open: openIntervals(psychologist, range),
      busy: busy.get(psychologist.id) ?? [],
    })),
    ownSpans: clientId === undefined ? [] : await loadClientSpans(manager, { ...bounds, clientId }),
  };
}

/** Instants at which the wall clock shows a whole step since midnight. */
function* gridStarts(
  { timezone, stepMs = HALF_HOUR }: SlotSearch,
  window: Interval,
): Generator<number> {
  for (const { from, to, offset } of offsetIntervals(timezone, window.from, window.to)) {
    const first = Math.ceil((from + offset) / stepMs) * stepMs - offset;
    for (let start = first; start < to; start += stepMs) yield start;
  }
}

function slotAt(start: number, search: SlotSearch, state: WindowState): FreeSlot | undefined {
  const end = start + search.durationMs;
  const span = { startsAt: new Date(start), endsAt: new Date(end) };
  if (peakLoad(state.ownSpans, span) > 0) return undefined;
  const psychologistIds = state.candidates
    .filter(({ open }) => open.some((s) => s.from <= start && end <= s.to))
    .filter(({ busy }) => peakLoad(busy, span) < PSYCHOLOGIST_CAPACITY)
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

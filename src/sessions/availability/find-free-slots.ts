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
  /** Everyone who could take it, by id. */
  psychologistIds: string[];
}

export interface SlotSearch {
  /** Slots begin at or after it, and never sooner than the notice a booking needs. */
  from: Date;
  /** Slots begin before it. */
  until: Date;
  durationMs: number;
  /** Half an hour unless given. */
  stepMs?: number;
  /** IANA name: slots begin on the half hours of this wall clock. */
  timezone: string;
  /** Only this psychologist. */
  psychologistId?: string;
  /** Leaves out what overlaps this client's own counselings. */
  clientId?: string;
  /** As if this counseling did not exist: the one to be moved. */
  exceptCounselingId?: string;
  /** Stop after so many. */
  limit?: number;
  /** Spares loading them, when the caller has them already. */
  psychologists?: PsychologistAvailability[];
}

export interface SlotServices {
  db: Db;
  clock: Clock;
  rules: Pick<SessionRules, 'bookingNotice'>;
}

/** Times that can be booked, in order: a few queries for a window of days, none for each slot. */
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

/** One day first, since the next free time is mostly near; then twice as much each time. */
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
  const reach = { from: window.from, to: window.to + search.durationMs };
  const bounds = {
    from: new Date(reach.from),
    to: new Date(reach.to),
    exceptCounselingId: search.exceptCounselingId,
  };
  const { manager } = db.source;
  const psychologistIds = psychologists.map(({ id }) => id);
  const busy = await loadPsychologistSpans(manager, { ...bounds, psychologistIds });
  const { clientId } = search;
  return {
    candidates: psychologists.map((psychologist) => ({
      id: psychologist.id,
      open: openIntervals(psychologist, reach),
      busy: busy.get(psychologist.id) ?? [],
    })),
    ownSpans: clientId === undefined ? [] : await loadClientSpans(manager, { ...bounds, clientId }),
  };
}

/** Instants of a window at which the wall clock shows a whole step since midnight. */
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

/** Whether its wall-clock times, sent back as a booking, mean this very span and no other. */
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

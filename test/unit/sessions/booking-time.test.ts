import { fc, runs } from '../../support/harness/property-testing';
import { AppError } from '../../../src/errors';
import { formatLocalTime, resolveLocalSpan } from '../../../src/sessions/booking/local-time';
import type { LocalSpan, ResolvedSpan } from '../../../src/sessions/booking/local-time';
import { planTimeline } from '../../../src/sessions/timeline/session-timeline';
import { changesOf } from './zone-changes';
import type { ZoneChange } from './zone-changes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = Date.UTC(2025, 0, 1);
const TO = Date.UTC(2028, 0, 1);
const ZONES = Intl.supportedValuesOf('timeZone');
const LEADS = { initialMessageLead: 10 * MINUTE, endButtonLead: 5 * MINUTE };

/** Minutes from the wall-clock times at which the clocks jump: edges, their neighbours, the middle. */
const PROBES = [-60, -59, -30, -1, 0, 1, 30, 59, 60];

/** Wall-clock times to test around a jump. */
function wallsAround({ at, before, after }: ZoneChange): number[] {
  const walls = [before, after].flatMap((offset) => PROBES.map((m) => at + offset + m * MINUTE));
  return [...new Set(walls)];
}

/** A wall-clock time as if it were UTC, split as a booking gives it. */
function splitWallTime(wall: number): { date: string; time: string } {
  const text = new Date(wall).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** An hour's booking from a wall-clock time on. */
function hourSpanFrom(wall: number, timezone: string): LocalSpan {
  const { date, time } = splitWallTime(wall);
  return { date, startTime: time, endTime: splitWallTime(wall + HOUR).time, timezone };
}

/** The instants that show a wall-clock time near a change, by hand and in order. */
function instantsShowing(wall: number, change: ZoneChange): number[] {
  const early = wall - change.before;
  const late = wall - change.after;
  return [...(early < change.at ? [early] : []), ...(late >= change.at ? [late] : [])];
}

type Outcome = ResolvedSpan | AppError;

function resolve(span: LocalSpan): Outcome {
  try {
    return resolveLocalSpan(span);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Faults of a booking near a change; empty when instant, local text and due times agree. */
function faultsNear(wall: number, timezone: string, change: ZoneChange): string[] {
  const span = hourSpanFrom(wall, timezone);
  const outcome = resolve(span);
  const starts = instantsShowing(wall, change);
  const ends = instantsShowing(wall + HOUR, change);
  const at = `${timezone} ${span.date} ${span.startTime}`;
  const [start] = starts;
  const [end] = ends;
  if (start === undefined)
    return gapFaults(outcome, wall, change, timezone).map((f) => `${at}: ${f}`);
  if (end === undefined)
    return gapFaults(outcome, wall + HOUR, change, timezone).map((f) => `${at}: ${f}`);
  if (outcome instanceof AppError) return [`${at}: refused, ${outcome.message}`];
  const faults = agreementFaults(outcome, { wall, timezone, start, end });
  const ambiguousFields = [
    ...(starts.length > 1 ? ['startTime'] : []),
    ...(ends.length > 1 ? ['endTime'] : []),
  ];
  if (outcome.ambiguous.join() !== ambiguousFields.join())
    faults.push(`ambiguous: ${outcome.ambiguous.join()}`);
  return faults.map((fault) => `${at}: ${fault}`);
}

function gapFaults(outcome: Outcome, wall: number, change: ZoneChange, timezone: string): string[] {
  if (!(outcome instanceof AppError)) return ['a time that does not exist was accepted'];
  if (outcome.code !== 'time-does-not-exist') return [`refused as ${outcome.code}`];
  const suggestion = String(outcome.details?.['suggestion']);
  const [date = '', startTime = ''] = suggestion.split(' ');
  const suggested = resolve({ date, startTime, endTime: '12:34', timezone });
  if (suggested instanceof AppError) return [`the suggestion ${suggestion} does not exist either`];
  // As far after the jump as the requested time lies within it.
  const expected = change.at + (wall - (change.at + change.before));
  if (suggested.startsAt.getTime() === expected && outcome.message.includes(suggestion)) return [];
  return [`suggests ${suggestion}`];
}

function agreementFaults(
  { startsAt, endsAt }: ResolvedSpan,
  expected: { wall: number; timezone: string; start: number; end: number },
): string[] {
  const { wall, timezone, start, end } = expected;
  const faults: string[] = [];
  if (startsAt.getTime() !== start) faults.push(`starts at ${startsAt.toISOString()}`);
  if (endsAt.getTime() !== end) faults.push(`ends at ${endsAt.toISOString()}`);
  for (const [instant, wallTime] of [
    [startsAt, wall],
    [endsAt, wall + HOUR],
  ] as const) {
    const text = formatLocalTime(instant, timezone);
    const { date, time } = splitWallTime(wallTime);
    if (!text.startsWith(`${date}T${time}:00`)) faults.push(`local text is ${text}`);
    if (Date.parse(text) !== instant.getTime()) faults.push(`${text} is another instant`);
  }
  const due = planTimeline({ startsAt, endsAt }, LEADS).map(({ dueAt }) => dueAt.getTime());
  const planned = [start - 10 * MINUTE, start, Math.max(start, end - 5 * MINUTE), end];
  if (due.join() !== planned.join()) faults.push(`due at ${due.join()}`);
  return faults;
}

describe('bookings around every clock change of 2025 to 2027 in every zone', () => {
  const zones = ZONES.map((timezone) => ({ timezone, changes: changesOf(timezone, FROM, TO) }));
  const changes = zones.flatMap((zone) =>
    zone.changes.map((change) => ({ timezone: zone.timezone, change })),
  );

  it('cover all zones and changes', () => {
    expect(ZONES.length).toBeGreaterThan(400);
    expect(changes.length).toBeGreaterThan(600);
    expect(changes.filter(({ change }) => change.after > change.before).length).toBeGreaterThan(
      300,
    );
  });

  it('agree in instant, local text and due times; skipped times get a suggestion', () => {
    const faults = changes.flatMap(({ timezone, change }) =>
      wallsAround(change).flatMap((wall) => faultsNear(wall, timezone, change)),
    );
    expect(faults).toEqual([]);
  });

  it('agree in zones without clock changes', () => {
    const steady = zones.filter((zone) => zone.changes.length === 0);
    expect(steady.length).toBeGreaterThan(200);
    const faults = steady.flatMap(({ timezone }) => {
      const offset =
        Date.parse(formatLocalTime(new Date(FROM), timezone).slice(0, 19) + 'Z') - FROM;
      const change = { at: TO, before: offset, after: offset };
      return [0, 23.5 * HOUR, 4_000 * HOUR].flatMap((later) =>
        faultsNear(FROM + later, timezone, change),
      );
    });
    expect(faults).toEqual([]);
  });

  it('round-trip through their local text at any minute', () => {
    const minutes = fc.integer({ min: FROM / MINUTE, max: TO / MINUTE });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minutes, (timezone, minute) => {
        const instant = new Date(minute * MINUTE);
        const text = formatLocalTime(instant, timezone);
        const [date, time] = [text.slice(0, 10), text.slice(11, 19)];
        // At noon no clocks are changed, so the end always exists.
        const span = { date, startTime: time, endTime: '12:34', timezone };
        const { startsAt, ambiguous } = resolveLocalSpan(span);
        // Only an ambiguous time may resolve to another, earlier instant.
        if (!ambiguous.includes('startTime')) expect(startsAt).toEqual(instant);
        expect(startsAt.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(formatLocalTime(startsAt, timezone).slice(0, 19)).toBe(text.slice(0, 19));
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe('resolveLocalSpan', () => {
  const book = (startTime: string, endTime: string, more: Partial<LocalSpan> = {}): ResolvedSpan =>
    resolveLocalSpan({ date: '2026-03-02', timezone: 'Asia/Jakarta', startTime, endTime, ...more });

  it('resolves 14:00 in Jakarta to 07:00 UTC', () => {
    const { startsAt, endsAt, ambiguous } = book('14:00', '15:00');
    expect(startsAt.toISOString()).toBe('2026-03-02T07:00:00.000Z');
    expect(endsAt.toISOString()).toBe('2026-03-02T08:00:00.000Z');
    expect(ambiguous).toEqual([]);
  });

  it('accepts seconds', () => {
    expect(book('14:00:07', '14:15:09').startsAt.toISOString()).toBe('2026-03-02T07:00:07.000Z');
    expect(book('14:00:07', '14:15:09').endsAt.toISOString()).toBe('2026-03-02T07:15:09.000Z');
  });

  it('moves an end at or before the start to the next day', () => {
    const ends = (start: string, end: string): string => book(start, end).endsAt.toISOString();
    expect(ends('23:30', '00:30')).toBe('2026-03-02T17:30:00.000Z');
    expect(ends('14:00', '14:00')).toBe('2026-03-03T07:00:00.000Z');
    expect(ends('14:00:01', '14:00')).toBe('2026-03-03T07:00:00.000Z');
  });

  it('crosses from February to March', () => {
    const { endsAt } = book('23:30', '00:30', { date: '2028-02-29', timezone: 'UTC' });
    expect(endsAt.toISOString()).toBe('2028-03-01T00:30:00.000Z');
  });

  it('uses the earlier of two instants and reports the ambiguity', () => {
    const { startsAt, endsAt, ambiguous } = book('02:30', '03:30', {
      date: '2026-10-25',
      timezone: 'Europe/Berlin',
    });
    expect(startsAt.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(endsAt.toISOString()).toBe('2026-10-25T02:30:00.000Z');
    expect(ambiguous).toEqual(['startTime']);
  });

  it('rejects a skipped time with a suggestion', () => {
    const outcome = resolve({
      date: '2026-03-29',
      startTime: '02:30',
      endTime: '03:30',
      timezone: 'Europe/Berlin',
    });
    expect(outcome).toMatchObject({
      code: 'time-does-not-exist',
      details: { suggestion: '2026-03-29 03:30' },
      message: expect.stringMatching(
        /2026-03-29 02:30 does not exist in Europe\/Berlin.*Try 2026-03-29 03:30/,
      ),
    });
  });

  it('rejects a skipped day', () => {
    const outcome = resolve({
      date: '2011-12-30',
      startTime: '12:00',
      endTime: '13:00',
      timezone: 'Pacific/Apia',
    });
    expect(outcome).toMatchObject({
      code: 'time-does-not-exist',
      details: { suggestion: '2011-12-31 12:00' },
    });
  });
});

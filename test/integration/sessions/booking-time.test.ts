import type { Principal } from '../../../src/users/principal';
import type { SessionServices } from '../../../src/sessions/session-services';
import { bookCounseling } from '../../../src/sessions/booking/book-counseling';
import { bookingSchema } from '../../../src/sessions/booking/booking-schemas';
import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import { rescheduleCounseling } from '../../../src/sessions/booking/reschedule-counseling';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { TestClock } from '../../support/harness/test-clock';
import { changesOf } from '../../unit/sessions/zone-changes';

const MINUTE = 60_000;
const FROM = Date.UTC(2025, 0, 1);
const TO = Date.UTC(2028, 0, 1);
const CHANGES = 2;
const MIDNIGHT = Date.UTC(2026, 5, 15);
const ZONES = Intl.supportedValuesOf('timeZone');
const AT_ONCE = 4;

/** Planned start and end of a session, in epoch milliseconds. */
type Plan = [start: number, end: number];

/**
 * Sessions across the next two clock changes of a zone, or across midnight in a zone without any.
 * The unit test covers all changes of three years, without a database.
 */
function plansFor(timezone: string): Plan[] {
  const changes = changesOf(timezone, FROM, TO);
  if (changes.length === 0) {
    const midnight = MIDNIGHT - offsetAt(MIDNIGHT, timezone);
    return [[midnight - 30 * MINUTE, midnight + 30 * MINUTE]];
  }
  return changes.slice(0, CHANGES).map(({ at, before, after }) => {
    // Avoids the ambiguous times around a change back.
    const clear = Math.max(0, before - after);
    return [at - clear - 20 * MINUTE, at + clear + 20 * MINUTE];
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock as the platform itself shows it: `2026-03-29 03:20:00`. */
function formatWallClock(instant: number, timezone: string): string {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
  formats.set(timezone, format);
  return format.format(instant);
}

function offsetAt(instant: number, timezone: string): number {
  return Date.parse(`${formatWallClock(instant, timezone).replace(' ', 'T')}Z`) - instant;
}

function bookingInput([start, end]: Plan, timezone: string) {
  const [date, startTime] = formatWallClock(start, timezone).split(' ');
  const [, endTime] = formatWallClock(end, timezone).split(' ');
  return { method: 'chat', date, startTime, endTime, timezone };
}

describe('stored session times', () => {
  let system: TestSystem;
  let services: SessionServices;
  beforeAll(async () => {
    system = await startSystem({
      clock: new TestClock('2024-12-01T00:00:00Z'),
      worker: false,
      // Enough to span a change of two hours, as in Antarctica.
      env: { BOOKING_HORIZON: 'P4Y', SESSION_MAX: 'PT6H' },
    });
    services = system.context.sessions;
  });
  afterAll(() => system.stop());

  /** Differences of response and rows from the plan. */
  async function faultsOf(view: CounselingView, plan: Plan, timezone: string): Promise<string[]> {
    const [start, end] = plan;
    const [row] = await system.query<{ startsAt: Date; endsAt: Date }>(
      'SELECT starts_at AS "startsAt", ends_at AS "endsAt" FROM counselings WHERE id = $1',
      [view.id],
    );
    const steps = await system.query<{ dueAt: Date }>(
      `SELECT due_at AS "dueAt" FROM session_steps s JOIN chat_sessions c ON c.id = s.session_id
       WHERE c.counseling_id = $1 AND s.generation = c.generation ORDER BY due_at`,
      [view.id],
    );
    const found = {
      answered: [Date.parse(view.scheduledAt), Date.parse(view.endsAt)],
      stored: [row?.startsAt.getTime(), row?.endsAt.getTime()],
      due: steps.map(({ dueAt }) => dueAt.getTime()),
      shown: [view.startsAtLocal, view.endsAtLocal].map((text) => text.slice(0, 19)),
      meant: [view.startsAtLocal, view.endsAtLocal].map((text) => Date.parse(text)),
    };
    const expected = {
      answered: plan,
      stored: plan,
      due: [start - 10 * MINUTE, start, end - 5 * MINUTE, end],
      shown: plan.map((instant) => formatWallClock(instant, timezone).replace(' ', 'T')),
      meant: plan,
    };
    const [actual, shouldBe] = [JSON.stringify(found), JSON.stringify(expected)];
    return actual === shouldBe ? [] : [`${timezone}: ${actual} instead of ${shouldBe}`];
  }

  /** Books across the zone's first change, then moves the session across the next. */
  async function faultsIn(timezone: string, client: Principal): Promise<string[]> {
    const [first, ...later] = plansFor(timezone);
    if (first === undefined) return [`${timezone}: nothing to book`];
    const input = bookingSchema.parse(bookingInput(first, timezone));
    const booked = await bookCounseling(services, client, input);
    const faults = await faultsOf(booked, first, timezone);
    for (const plan of later) {
      const move = { ...bookingSchema.parse(bookingInput(plan, timezone)), id: booked.id };
      const moved = await rescheduleCounseling(services, client, move);
      faults.push(...(await faultsOf(moved, plan, timezone)));
    }
    // Frees the time for the next zone.
    await system.query('UPDATE counselings SET released_at = now() WHERE id = $1', [booked.id]);
    return faults;
  }

  it('match bookings and reschedules across the clock changes of every zone', async () => {
    await system.addUser('psychologist');
    const pendingZones = [...ZONES];
    const faults: string[] = [];
    const bookAll = async (): Promise<void> => {
      const client = await system.addUser('client');
      for (let zone = pendingZones.pop(); zone !== undefined; zone = pendingZones.pop()) {
        faults.push(...(await faultsIn(zone, client)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, bookAll));
    expect(faults).toEqual([]);
    const [{ booked }] = (await system.query(
      'SELECT count(*)::int AS booked FROM counselings',
    )) as [{ booked: number }];
    expect(booked).toBe(ZONES.length);
  }, 120_000);
});

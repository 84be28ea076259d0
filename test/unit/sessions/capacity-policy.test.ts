import { fc, runs } from '../../support/harness/property-testing';
import {
  hasCapacity,
  PSYCHOLOGIST_CAPACITY,
} from '../../../src/sessions/availability/capacity-policy';
import type { BookedSession } from '../../../src/sessions/availability/capacity-policy';
import { METHODS } from '../../../src/enums';
import type { Method } from '../../../src/enums';

const MINUTE = 60_000;

const session = (from: number, to: number, method: Method = 'chat'): BookedSession => ({
  startsAt: new Date(from * MINUTE),
  endsAt: new Date(to * MINUTE),
  method,
});

const someSession = fc
  .tuple(
    fc.integer({ min: 0, max: 120 }),
    fc.integer({ min: 1, max: 60 }),
    fc.oneof({ weight: 3, arbitrary: fc.constant('chat' as const) }, fc.constantFrom(...METHODS)),
  )
  .map(([from, length, method]) => session(from, from + length, method));

/** What must hold for accepted sessions, minute by minute. */
function violation(accepted: BookedSession[], bufferMinutes: number): string | undefined {
  for (let minute = 0; minute < 181; minute += 1) {
    const at = minute * MINUTE;
    const running = accepted.filter((s) => s.startsAt.getTime() <= at && at < s.endsAt.getTime());
    if (running.length > PSYCHOLOGIST_CAPACITY) return `${running.length} at once`;
    if (running.length > 1 && running.some(({ method }) => method !== 'chat')) return 'not alone';
  }
  for (const a of accepted) {
    for (const b of accepted) {
      const gap = b.startsAt.getTime() - a.endsAt.getTime();
      if (gap >= 0 && gap < bufferMinutes * MINUTE) return `a gap of ${gap / MINUTE} minutes`;
    }
  }
  return undefined;
}

describe('hasCapacity', () => {
  it('accepts exactly what keeps the rules, in any order of booking', () => {
    fc.assert(
      fc.property(
        fc.array(someSession, { maxLength: 14 }),
        fc.constantFrom(0, 0, 5, 30),
        (requests, buffer) => {
          const accepted: BookedSession[] = [];
          for (const request of requests) {
            const accepts = hasCapacity(accepted, request, buffer);
            expect(violation([...accepted, request], buffer) === undefined).toBe(accepts);
            if (accepts) accepted.push(request);
          }
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it.each(METHODS.filter((method) => method !== 'chat'))('lets %s run alone only', (method) => {
    expect(hasCapacity([session(0, 60)], session(30, 90, method))).toBe(false);
    expect(hasCapacity([session(0, 60, method)], session(30, 90))).toBe(false);
    expect(hasCapacity([session(0, 60, method)], session(60, 90, method))).toBe(true);
  });

  it('keeps the buffer before and after a session', () => {
    expect(hasCapacity([session(0, 60)], session(60, 90), 15)).toBe(false);
    expect(hasCapacity([session(0, 60)], session(75, 90), 15)).toBe(true);
    expect(hasCapacity([session(60, 90)], session(0, 46), 15)).toBe(false);
    expect(hasCapacity([session(0, 60)], session(30, 90), 15)).toBe(true);
  });
});

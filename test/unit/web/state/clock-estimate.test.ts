import { fc } from '../../../support/harness/property-testing';
import {
  addEventSample,
  addResponseSample,
  estimateServerTime,
  unknownClock,
} from '../../../../src/web/state/chat/clock-estimate';

const iso = (ms: number): string => new Date(ms).toISOString();
const NOON = Date.UTC(2026, 0, 1, 12);

describe('clock estimate', () => {
  it('has an error of at most half of the fastest round trip', () => {
    const trip = fc.record({ there: fc.nat(3_000), back: fc.nat(3_000) });
    fc.assert(
      fc.property(
        fc.integer({ min: -86_400_000, max: 86_400_000 }),
        fc.array(trip, { minLength: 1, maxLength: 10 }),
        (ahead, trips) => {
          let now = NOON;
          let clock = unknownClock;
          for (const { there, back } of trips) {
            const sentAt = now;
            const receivedAt = now + there + back;
            const serverTime = iso(sentAt + there + ahead);
            clock = addResponseSample(clock, { serverTime, sentAt, receivedAt });
            now = receivedAt;
          }
          const fastest = Math.min(...trips.map(({ there, back }) => there + back));
          const error = Math.abs(estimateServerTime(clock, now) - (now + ahead));
          // The precision of a sample decays, so a later one may replace a faster one.
          expect(error).toBeLessThanOrEqual(fastest / 2 + (now - NOON) / 1_000 + 1);
        },
      ),
    );
  });

  it('follows a change of the device clock', () => {
    const response = (sentAt: number, serverAt: number) => ({
      serverTime: iso(serverAt),
      sentAt,
      receivedAt: sentAt + 100,
    });
    const right = addResponseSample(unknownClock, {
      ...response(NOON, NOON + 5),
      receivedAt: NOON + 10,
    });
    const set = addResponseSample(right, response(NOON + 3_600_000, NOON + 1_050));
    expect(estimateServerTime(set, NOON + 3_600_100)).toBeCloseTo(NOON + 1_100, -2);
  });

  it('is not behind a received event', () => {
    const clock = addResponseSample(unknownClock, {
      serverTime: iso(NOON),
      sentAt: NOON,
      receivedAt: NOON + 2_000,
    });
    const after = addEventSample(clock, {
      serverTime: iso(NOON + 5_000),
      receivedAt: NOON + 3_000,
    });
    expect(estimateServerTime(after, NOON + 3_000)).toBe(NOON + 5_000);
    const late = addEventSample(after, { serverTime: iso(NOON), receivedAt: NOON + 9_000 });
    expect(late).toBe(after);
  });
});

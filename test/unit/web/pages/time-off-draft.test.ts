import { timeOffSchema } from '../../../../src/sessions/availability/availability-schemas';
import {
  timeOffErrors,
  timeOffSpan,
  tomorrow,
} from '../../../../src/web/pages/availability/time-off-draft';

const NOW = Date.parse('2026-01-05T20:00:00Z');
/** The tests run in UTC or elsewhere; there it is the next day already. */
const zone = 'Asia/Jayapura';
const others = [timeOffSpan({ start: '2026-02-01T00:00', end: '2026-02-03T00:00' }, zone)];
const errorsOf = (start: string, end: string) =>
  timeOffErrors({ start, end }, { others, now: NOW, zone });

describe('time off draft', () => {
  it('starts as all of tomorrow on the clock of the practice', () => {
    const draft = tomorrow(NOW, zone);
    expect(timeOffErrors(draft, { others: [], now: NOW, zone })).toEqual({});
    const { startsAt, endsAt } = timeOffSpan(draft, zone);
    expect([startsAt, endsAt]).toEqual(['2026-01-06T15:00:00.000Z', '2026-01-07T15:00:00.000Z']);
    expect(timeOffSchema.safeParse({ startsAt, endsAt }).success).toBe(true);
  });

  it.each([
    ['', '', { start: 'missing', end: 'missing' }],
    ['2026-01-06T09:00', '', { end: 'missing' }],
    ['2026-01-06T09:00', '2026-01-06T09:00', { end: 'backwards' }],
    ['2026-01-06T09:00', '2026-01-05T09:00', { end: 'backwards' }],
    ['2026-01-01T09:00', '2026-01-02T09:00', { end: 'past' }],
    ['2026-01-01T09:00', '2026-01-06T05:00', { end: 'past' }],
    ['2026-01-01T09:00', '2026-01-06T09:00', {}],
    ['2026-01-06T09:00', '2029-06-01T00:00', { end: 'far' }],
    ['2026-02-02T09:00', '2026-02-05T00:00', { start: 'overlap' }],
    ['2026-02-03T00:00', '2026-02-05T00:00', {}],
  ])('from "%s" to "%s" has errors %j', (start, end, errors) => {
    expect(errorsOf(start, end)).toEqual(errors);
  });
});

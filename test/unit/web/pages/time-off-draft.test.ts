import { timeOffSchema } from '../../../../src/sessions/availability/availability-schemas';
import {
  timeOffErrors,
  timeOffSpan,
  tomorrow,
} from '../../../../src/web/pages/availability/time-off-draft';

const NOW = Date.parse('2026-01-05T08:00:00Z');
const others = [timeOffSpan({ start: '2026-02-01T00:00', end: '2026-02-03T00:00' })];
const errorsOf = (start: string, end: string) =>
  timeOffErrors({ start, end }, { others, now: NOW });

describe('time off draft', () => {
  it('starts as all of tomorrow', () => {
    const draft = tomorrow(NOW);
    expect(timeOffErrors(draft, { others: [], now: NOW })).toEqual({});
    const { startsAt, endsAt } = timeOffSpan(draft);
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(24 * 3_600_000);
    expect(timeOffSchema.safeParse({ startsAt, endsAt }).success).toBe(true);
  });

  it.each([
    ['', '', { start: 'missing', end: 'missing' }],
    ['2026-01-06T09:00', '', { end: 'missing' }],
    ['2026-01-06T09:00', '2026-01-06T09:00', { end: 'backwards' }],
    ['2026-01-06T09:00', '2026-01-05T09:00', { end: 'backwards' }],
    ['2026-01-01T09:00', '2026-01-02T09:00', { end: 'past' }],
    ['2026-01-01T09:00', '2026-01-06T09:00', {}],
    ['2026-01-06T09:00', '2029-06-01T00:00', { end: 'far' }],
    ['2026-02-02T09:00', '2026-02-05T00:00', { start: 'overlap' }],
    ['2026-02-03T00:00', '2026-02-05T00:00', {}],
  ])('from "%s" to "%s" has errors %j', (start, end, errors) => {
    expect(errorsOf(start, end)).toEqual(errors);
  });
});

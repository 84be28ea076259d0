import { fc } from '../../../support/harness/property-testing';
import { weeklyHoursSchema } from '../../../../src/sessions/availability/availability-schemas';
import { quarterHourOptions } from '../../../../src/web/pages/availability/quarter-hours';
import {
  weekDraftFrom,
  weekErrors,
  weeklyHoursFrom,
  isSameWeek,
  WEEKDAYS,
  copyDay,
  removeInterval,
  addInterval,
  updateInterval,
} from '../../../../src/web/pages/availability/week-draft';
import type { WeekDraft } from '../../../../src/web/pages/availability/week-draft';

const EMPTY = weekDraftFrom([]);
const MONDAY = [
  { weekday: 1, startTime: '09:00', endTime: '12:00' },
  { weekday: 1, startTime: '18:30', endTime: '24:00' },
];

/** The errors by position. */
function errorsIn(week: WeekDraft): (string | undefined)[] {
  const errors = weekErrors(week);
  return WEEKDAYS.flatMap((day) => week[day].map(({ key }) => errors.get(key)));
}

describe('quarterHourOptions', () => {
  it('returns quarter hours: no start at 24:00, no end at 00:00', () => {
    const [starts, ends] = [
      quarterHourOptions('09:00', 'start'),
      quarterHourOptions('17:00', 'end'),
    ];
    expect([starts[0], starts.at(-1), starts.length]).toEqual(['00:00', '23:45', 96]);
    expect([ends[0], ends.at(-1), ends.length]).toEqual(['00:15', '24:00', 96]);
  });

  it('includes the current value between two quarters', () => {
    const starts = quarterHourOptions('09:07', 'start');
    expect(starts.slice(36, 39)).toEqual(['09:00', '09:07', '09:15']);
  });
});

describe('week draft', () => {
  it('returns the same hours when unchanged', () => {
    const week = weekDraftFrom(MONDAY);
    expect(weeklyHoursFrom(week)).toEqual(MONDAY);
    expect(isSameWeek(week, weekDraftFrom(MONDAY))).toBe(true);
  });

  it('starts with a working day, and continues where the last interval ended', () => {
    const once = addInterval(EMPTY, 3);
    expect(weeklyHoursFrom(once)).toEqual([{ weekday: 3, startTime: '09:00', endTime: '17:00' }]);
    const twice = addInterval(once, 3);
    expect(weeklyHoursFrom(twice)[1]).toEqual({ weekday: 3, startTime: '17:00', endTime: '24:00' });
    expect(weekErrors(twice).size).toBe(0);
    expect(errorsIn(addInterval(twice, 3))).toEqual([undefined, undefined, 'overlap']);
  });

  it('changes and removes one interval without affecting others', () => {
    const week = weekDraftFrom(MONDAY);
    const [first, second] = week[1].map(({ key }) => key);
    expect(weeklyHoursFrom(updateInterval(week, first ?? '', { end: '13:00' }))).toEqual([
      { ...MONDAY[0], endTime: '13:00' },
      MONDAY[1],
    ]);
    expect(weeklyHoursFrom(removeInterval(week, second ?? ''))).toEqual([MONDAY[0]]);
  });

  it('copies the hours of a day to others', () => {
    const week = copyDay(addInterval(weekDraftFrom(MONDAY), 7), 1, WEEKDAYS);
    for (const day of WEEKDAYS) {
      expect(week[day].map(({ start, end }) => [start, end])).toEqual([
        ['09:00', '12:00'],
        ['18:30', '24:00'],
      ]);
    }
    const keys = WEEKDAYS.flatMap((day) => week[day].map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ['12:00', '09:00', 'backwards'],
    ['09:00', '09:00', 'backwards'],
    ['00:00', '24:00', undefined],
    ['23:45', '24:00', undefined],
  ])('from %s to %s is %s', (start, end, error) => {
    const week = addInterval(EMPTY, 1);
    const changed = updateInterval(week, week[1][0]?.key ?? '', { start, end });
    expect(errorsIn(changed)).toEqual([error]);
  });

  it('has errors exactly when the API would reject it', () => {
    const times = ['06:00', '09:00', '12:00', '12:01', '23:59'];
    const interval = fc.record({
      weekday: fc.constantFrom(1, 2),
      startTime: fc.constantFrom('00:00', ...times),
      endTime: fc.constantFrom('24:00', ...times),
    });
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 6 }), (hours) => {
        const week = weekDraftFrom(hours);
        const accepted = weeklyHoursSchema.safeParse({ hours: weeklyHoursFrom(week) }).success;
        expect(weekErrors(week).size === 0).toBe(accepted);
      }),
    );
  });
});

import { canonicalTimezone, isUtc, timezoneField } from '../../../src/sessions/time-zone';

describe('time zone names', () => {
  it.each([
    ['asia/jakarta', 'Asia/Jakarta'],
    ['ASIA/JAKARTA', 'Asia/Jakarta'],
    ['america/port_of_spain', 'America/Port_of_Spain'],
    ['etc/gmt+7', 'Etc/GMT+7'],
    ['utc', 'UTC'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['ASIA/KOLKATA', 'Asia/Calcutta'],
    ['US/Pacific', 'US/Pacific'],
    ['us/pacific', 'America/Los_Angeles'],
    ['GMT', 'GMT'],
  ])('spell %s as %s', (name, canonical) => {
    expect(canonicalTimezone(name)).toBe(canonical);
  });

  it('stay as they are when they are canonical', () => {
    for (const name of Intl.supportedValuesOf('timeZone'))
      expect(canonicalTimezone(name)).toBe(name);
  });

  it('of UTC are recognised', () => {
    expect(['UTC', 'Etc/UTC', 'gmt', 'Zulu'].map(isUtc)).toEqual([true, true, true, true]);
    expect(['Europe/London', 'Africa/Abidjan', 'Etc/GMT+1'].map(isUtc)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([undefined, 7, '', 'Mars/Olympus', '+07:00'])('are not %p', (input) => {
    expect(timezoneField.safeParse(input).success).toBe(false);
  });
});

import { preciseFormatIn } from '../../../../src/web/i18n/precise-format';

describe('precise durations', () => {
  it.each([
    [0, '0 dtk'],
    [340, '0,3 dtk'],
    [9_960, '10 dtk'],
    [59_999, '59 dtk'],
    [60_000, '1 mnt'],
    [185_000, '3 mnt 5 dtk'],
    [7_200_000, '2 j'],
    [7_800_000, '2 j 10 mnt'],
  ])('%i ms is %s', (ms, text) => {
    expect(preciseFormatIn('id').duration(ms).replaceAll(' ', ' ')).toBe(text);
  });

  it('are available in English', () => {
    expect(preciseFormatIn('en').duration(185_000)).toBe('3 mins 5 secs');
  });
});

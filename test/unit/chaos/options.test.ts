import { commandOf, readOptions } from '../../chaos/options';
import { FAULT_KINDS } from '../../chaos/plan/fault-kinds';

describe('the options of npm run chaos', () => {
  it('have defaults, and a random seed', () => {
    expect(readOptions([], 42)).toEqual({
      seed: 42,
      sessions: 600,
      minutes: 30,
      slack: 1,
      freeze: undefined,
      faults: FAULT_KINDS,
    });
  });

  it.each([
    ['--seed 7 --sessions 600 --minutes 30'],
    ['--seed 7 --sessions 12 --minutes 1.5 --slack 4 --freeze 45 --faults kill-api,failover'],
  ])('are printed as the command that repeats the run: %s', (text) => {
    expect(commandOf(readOptions(text.split(' '), 1))).toBe(`npm run chaos -- ${text}`);
  });

  it('choose every kind of a row of bounds by its name', () => {
    const { faults } = readOptions(['--faults', 'clock,vanish-api,vanish'], 1);
    expect(faults).toEqual([
      ...['clock-ahead', 'clock-behind'],
      ...['vanish-api', 'vanish-worker', 'ghost-redis'],
    ]);
  });

  it.each([
    ['--seed x', '--seed must be a number, not "x"'],
    ['--sessions 0', '--seed and --sessions must be whole numbers'],
    ['--minutes 0.5', '--minutes and --slack must be at least 1'],
    ['--slack 0.5', '--minutes and --slack must be at least 1'],
    ['--freeze 0', '--freeze must be at least 1'],
    [
      '--faults kill-api,explode',
      'explode is none of kill, freeze, vanish, moved, clock, kill-api',
    ],
    ['--minute 1', "Unknown option '--minute'"],
  ])('are refused: %s', (text, reason) => {
    expect(() => readOptions(text.split(' '), 1)).toThrow(reason);
  });
});

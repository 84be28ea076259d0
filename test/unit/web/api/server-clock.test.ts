import { recordServerTime, serverNow } from '../../../../src/web/api/server-clock';

const ahead = (): number => serverNow() - Date.now();
const header = (ms: number): string => new Date(ms).toUTCString();

describe('serverNow', () => {
  it('corrects a device clock that is minutes off', () => {
    const now = Date.now();
    recordServerTime(header(now + 180_000), now);
    expect(Math.abs(ahead() - 180_000)).toBeLessThanOrEqual(1_000);
    recordServerTime(header(now - 60_000), now);
    expect(Math.abs(ahead() + 60_000)).toBeLessThanOrEqual(1_000);
  });

  it('ignores a difference of a few seconds', () => {
    const now = Date.now();
    recordServerTime(header(now + 2_000), now);
    expect(Math.abs(ahead())).toBeLessThan(100);
  });

  it('ignores a response without a date', () => {
    const now = Date.now();
    recordServerTime(header(now + 180_000), now);
    recordServerTime(null, now);
    recordServerTime('nonsense', now);
    expect(ahead()).toBeGreaterThan(170_000);
  });
});

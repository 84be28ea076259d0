import { GRACE_MS, LinkWatch } from '../../../src/web/realtime/link-watch';
import { nextSessionLook } from '../../../src/web/realtime/next-look';
import { retryDelay } from '../../../src/web/realtime/retry-delay';
import type { SessionFacts } from '../../../src/web/realtime/session-feed';
import { Desk } from './desk';

function watch() {
  const desk = new Desk();
  return { desk, link: new LinkWatch(() => undefined, desk.schedule) };
}

describe('the word on the connection', () => {
  it('says nothing of a short gap, and says when it lasts', () => {
    const { desk, link } = watch();
    link.live(true);
    expect(link.link).toBe('live');
    link.live(false);
    desk.pass(GRACE_MS - 1);
    expect(link.link).toBe('live');
    desk.pass(1);
    expect(link.link).toBe('delayed');
    link.live(true);
    expect(link.link).toBe('live');
  });

  it('says at once when there is no network or no answer', () => {
    const { link } = watch();
    link.live(true);
    link.online(false);
    expect(link.link).toBe('offline');
    link.online(true);
    expect(link.link).toBe('live');
    link.answered(false);
    expect(link.link).toBe('offline');
  });

  it('is connecting until Ably delivers, or should have by now', () => {
    const { desk, link } = watch();
    link.answered(true);
    expect(link.link).toBe('connecting');
    desk.pass(GRACE_MS);
    expect(link.link).toBe('delayed');
  });
});

describe('the next look at the server', () => {
  const start = Date.UTC(2026, 0, 1);
  const facts = (status: SessionFacts['status']): SessionFacts => ({
    id: 's',
    sessionId: 's',
    counselingId: 'c',
    conversationId: 'k',
    clientId: '1',
    psychologistId: '2',
    status,
    isActive: status === 'active',
    isChatEnabled: status === 'active',
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + 1_800_000).toISOString(),
    endButtonAt: null,
    timezone: 'Asia/Jakarta',
    startedAt: null,
    endedAt: null,
    endedBy: null,
    isEndingSoon: false,
    wasMoved: false,
  });
  const at = (serverNow: number) => ({ serverNow, isLive: true, isVisible: true });

  it('comes soon after something was to happen, and again while it has not', () => {
    expect(nextSessionLook(facts('pending'), at(start - 10_000))).toBe(12_000);
    expect(nextSessionLook(facts('pending'), at(start + 2_000))).toBe(3_000);
    expect(nextSessionLook(facts('active'), at(start + 2_000))).toBe(60_000);
  });

  it('comes often without Ably, less so when nobody looks, and never after the end', () => {
    const now = start + 60_000;
    const active = facts('active');
    expect(nextSessionLook(active, { ...at(now), isLive: false })).toBe(4_000);
    expect(nextSessionLook(active, { ...at(now), isLive: false, isVisible: false })).toBe(20_000);
    expect(nextSessionLook(facts('completed'), { ...at(now), isLive: false })).toBeUndefined();
    expect(nextSessionLook(facts('cancelled'), at(now))).toBeUndefined();
  });
});

describe('the pause before another attempt', () => {
  it('doubles up to half a minute, spread, and never undercuts what the server asked for', () => {
    const least = (attempt: number) => retryDelay(attempt, { random: () => 0 });
    const most = (attempt: number) => retryDelay(attempt, { random: () => 1 });
    expect([0, 1, 2, 9, 500].map(least)).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect([0, 1, 2, 9, 500].map(most)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
    expect(retryDelay(0, { retryAfterMs: 20_000 })).toBe(20_000);
  });
});

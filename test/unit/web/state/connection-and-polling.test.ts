import { GRACE_MS, ConnectionMonitor } from '../../../../src/web/state/chat/connection-monitor';
import { sessionPollDelay } from '../../../../src/web/state/chat/poll-delay';
import { retryDelay } from '../../../../src/web/state/transport/retry-delay';
import type { SessionDetails } from '../../../../src/web/state/chat/kinds/session-state';
import { FakeTimers } from './fake-timers';

function watch() {
  const desk = new FakeTimers();
  return { desk, link: new ConnectionMonitor(() => undefined, desk.schedule) };
}

describe('the word on the connection', () => {
  it('says nothing of a short gap, and says when it lasts', () => {
    const { desk, link } = watch();
    link.setLive(true);
    expect(link.status).toBe('live');
    link.setLive(false);
    desk.advance(GRACE_MS - 1);
    expect(link.status).toBe('live');
    desk.advance(1);
    expect(link.status).toBe('delayed');
    link.setLive(true);
    expect(link.status).toBe('live');
  });

  it('says at once when there is no network or no answer', () => {
    const { link } = watch();
    link.setLive(true);
    link.setOnline(false);
    expect(link.status).toBe('offline');
    link.setOnline(true);
    expect(link.status).toBe('live');
    link.setServerReachable(false);
    expect(link.status).toBe('offline');
  });

  it('is connecting until Ably delivers, or should have by now', () => {
    const { desk, link } = watch();
    link.setServerReachable(true);
    expect(link.status).toBe('connecting');
    desk.advance(GRACE_MS);
    expect(link.status).toBe('delayed');
  });
});

describe('the next look at the server', () => {
  const start = Date.UTC(2026, 0, 1);
  const facts = (status: SessionDetails['status']): SessionDetails => ({
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
    wasRescheduled: false,
  });
  const at = (serverNow: number) => ({ serverNow, isLive: true, isVisible: true });

  it('comes soon after something was to happen, and again while it has not', () => {
    expect(sessionPollDelay(facts('pending'), at(start - 10_000))).toBe(12_000);
    expect(sessionPollDelay(facts('pending'), at(start + 2_000))).toBe(3_000);
    expect(sessionPollDelay(facts('active'), at(start + 2_000))).toBe(60_000);
  });

  it('comes often without Ably, less so when nobody looks, and never after the end', () => {
    const now = start + 60_000;
    const active = facts('active');
    expect(sessionPollDelay(active, { ...at(now), isLive: false })).toBe(4_000);
    expect(sessionPollDelay(active, { ...at(now), isLive: false, isVisible: false })).toBe(20_000);
    expect(sessionPollDelay(facts('completed'), { ...at(now), isLive: false })).toBeUndefined();
    expect(sessionPollDelay(facts('cancelled'), at(now))).toBeUndefined();
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

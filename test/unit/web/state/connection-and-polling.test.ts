import { GRACE_MS, ConnectionMonitor } from '../../../../src/web/state/chat/connection-monitor';
import { sessionPollDelay } from '../../../../src/web/state/chat/poll-delay';
import { retryDelay } from '../../../../src/web/state/transport/retry-delay';
import type { SessionDetails } from '../../../../src/web/state/chat/kinds/session-details';
import { FakeTimers } from './fake-timers';

function startMonitor() {
  const timers = new FakeTimers();
  const monitor = new ConnectionMonitor(() => undefined, timers.schedule);
  monitor.start(true);
  return { timers, monitor };
}

describe('ConnectionMonitor', () => {
  it('shows a gap only after the grace period', () => {
    const { timers, monitor } = startMonitor();
    monitor.setLive(true);
    expect(monitor.status).toBe('live');
    monitor.setLive(false);
    timers.advance(GRACE_MS - 1);
    expect(monitor.status).toBe('live');
    timers.advance(1);
    expect(monitor.status).toBe('delayed');
    monitor.setLive(true);
    expect(monitor.status).toBe('live');
  });

  it('shows a lost network or server at once', () => {
    const { monitor } = startMonitor();
    monitor.setLive(true);
    monitor.setOnline(false);
    expect(monitor.status).toBe('offline');
    monitor.setOnline(true);
    expect(monitor.status).toBe('live');
    monitor.setServerReachable(false);
    expect(monitor.status).toBe('offline');
  });

  it('is connecting until the transport is live or the grace period ends', () => {
    const { timers, monitor } = startMonitor();
    monitor.setServerReachable(true);
    expect(monitor.status).toBe('connecting');
    timers.advance(GRACE_MS);
    expect(monitor.status).toBe('delayed');
  });
});

describe('poll delays', () => {
  const start = Date.UTC(2026, 0, 1);
  const sessionDetails = (status: SessionDetails['status']): SessionDetails => ({
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
    extension: null,
    wasRescheduled: false,
  });
  const at = (serverNow: number) => ({ serverNow, isLive: true, isVisible: true });

  it('polls soon after an expected change, and again while it is overdue', () => {
    expect(sessionPollDelay(sessionDetails('pending'), at(start - 10_000))).toBe(12_000);
    expect(sessionPollDelay(sessionDetails('pending'), at(start + 2_000))).toBe(3_000);
    expect(sessionPollDelay(sessionDetails('active'), at(start + 2_000))).toBe(60_000);
  });

  it('polls often without a live transport, less while hidden, and never after the end', () => {
    const now = start + 60_000;
    const active = sessionDetails('active');
    expect(sessionPollDelay(active, { ...at(now), isLive: false })).toBe(4_000);
    expect(sessionPollDelay(active, { ...at(now), isLive: false, isVisible: false })).toBe(20_000);
    expect(
      sessionPollDelay(sessionDetails('completed'), { ...at(now), isLive: false }),
    ).toBeUndefined();
    expect(sessionPollDelay(sessionDetails('cancelled'), at(now))).toBeUndefined();
  });
});

describe('retryDelay', () => {
  it('doubles up to 30 seconds with jitter, and never undercuts Retry-After', () => {
    const least = (attempt: number) => retryDelay(attempt, { random: () => 0 });
    const most = (attempt: number) => retryDelay(attempt, { random: () => 1 });
    expect([0, 1, 2, 9, 500].map(least)).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect([0, 1, 2, 9, 500].map(most)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
    expect(retryDelay(0, { retryAfterMs: 20_000 })).toBe(20_000);
  });
});

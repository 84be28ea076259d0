import { alertFor } from '../../../../src/web/layout/notification-alert';

const event = (kind: string, sessionId: string | null = 's1') => ({
  id: '1',
  kind,
  counselingId: 'c1',
  sessionId,
  createdAt: '2026-01-05T08:00:00.000Z',
});
const where = { path: '/availability', home: '/today', hasBoard: false, isFocused: true };

describe('alertFor', () => {
  it('alerts that a session opened, with its path', () => {
    expect(alertFor(event('session_opened'), where)).toEqual({
      kind: 'session_opened',
      href: '/sessions/s1',
      isUrgent: true,
      isForBrowser: false,
    });
  });

  it('is silent where the session opens in view, and alerts in the background', () => {
    const onBoard = { path: '/today', home: '/today', hasBoard: true, isFocused: true };
    expect(alertFor(event('session_opened'), onBoard)).toBeUndefined();
    const away = { ...onBoard, isFocused: false };
    expect(alertFor(event('session_opened'), away)).toMatchObject({
      isUrgent: false,
      isForBrowser: true,
    });
  });

  it('is silent on the page of that session', () => {
    const there = { ...where, path: '/sessions/s1' };
    expect(alertFor(event('session_opened'), there)).toBeUndefined();
    expect(alertFor(event('session_opened'), { ...there, path: '/sessions/s2' })?.isUrgent).toBe(
      true,
    );
  });

  it('uses browser notifications in the background, for openings only', () => {
    const away = { ...where, isFocused: false };
    expect(alertFor(event('session_opened'), away)?.isForBrowser).toBe(true);
    const there = { ...away, path: '/sessions/s1' };
    expect(alertFor(event('session_opened'), there)?.isForBrowser).toBe(true);
    for (const kind of ['session_booked', 'session_cancelled', 'session_rescheduled']) {
      expect(alertFor(event(kind), away)?.isForBrowser).toBe(false);
    }
  });

  it.each(['session_booked', 'session_cancelled', 'session_rescheduled'])(
    '%s leads to the list of sessions and is not urgent',
    (kind) => {
      for (const home of ['/today', '/sessions']) {
        const alert = { kind, href: home, isUrgent: false, isForBrowser: false };
        expect(alertFor(event(kind, null), { ...where, home })).toEqual(alert);
      }
    },
  );

  it('is silent for an invitation while the page has the focus', () => {
    expect(alertFor(event('session_invited'), { ...where, isFocused: true })).toBeUndefined();
    expect(alertFor(event('session_invited'), { ...where, isFocused: false })?.isUrgent).toBe(
      false,
    );
  });

  it('ignores unknown kinds', () => {
    expect(alertFor(event('session_praised'), where)).toBeUndefined();
  });
});

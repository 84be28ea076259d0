import { alertFor } from '../../../../src/web/layout/notification-alert';

const event = (kind: string, sessionId: string | null = 's1') => ({
  id: '1',
  kind,
  counselingId: 'c1',
  sessionId,
  createdAt: '2026-01-05T08:00:00.000Z',
});
const page = { path: '/availability', home: '/today', hasBoard: false, isFocused: true };

describe('alertFor', () => {
  it('alerts that a session opened, with its path', () => {
    expect(alertFor(event('session_opened'), page)).toEqual({
      kind: 'session_opened',
      href: '/sessions/s1',
      isUrgent: true,
      isForBrowser: false,
    });
  });

  it('is silent where the session opens in view, and alerts in the background', () => {
    const onBoard = { path: '/today', home: '/today', hasBoard: true, isFocused: true };
    expect(alertFor(event('session_opened'), onBoard)).toBeUndefined();
    const unfocused = { ...onBoard, isFocused: false };
    expect(alertFor(event('session_opened'), unfocused)).toMatchObject({
      isUrgent: false,
      isForBrowser: true,
    });
  });

  it('is silent on the page of that session', () => {
    const onSessionPage = { ...page, path: '/sessions/s1' };
    expect(alertFor(event('session_opened'), onSessionPage)).toBeUndefined();
    expect(
      alertFor(event('session_opened'), { ...onSessionPage, path: '/sessions/s2' })?.isUrgent,
    ).toBe(true);
  });

  it('uses browser notifications in the background, for openings only', () => {
    const unfocused = { ...page, isFocused: false };
    expect(alertFor(event('session_opened'), unfocused)?.isForBrowser).toBe(true);
    const unfocusedOnSession = { ...unfocused, path: '/sessions/s1' };
    expect(alertFor(event('session_opened'), unfocusedOnSession)?.isForBrowser).toBe(true);
    for (const kind of ['session_booked', 'session_cancelled', 'session_rescheduled']) {
      expect(alertFor(event(kind), unfocused)?.isForBrowser).toBe(false);
    }
  });

  it.each(['session_booked', 'session_cancelled', 'session_rescheduled'])(
    '%s leads to the list of sessions and is not urgent',
    (kind) => {
      for (const home of ['/today', '/sessions']) {
        const alert = { kind, href: home, isUrgent: false, isForBrowser: false };
        expect(alertFor(event(kind, null), { ...page, home })).toEqual(alert);
      }
    },
  );

  it('is silent for an invitation while the page has the focus', () => {
    expect(alertFor(event('session_invited'), { ...page, isFocused: true })).toBeUndefined();
    expect(alertFor(event('session_invited'), { ...page, isFocused: false })?.isUrgent).toBe(false);
  });

  it('ignores unknown kinds', () => {
    expect(alertFor(event('session_unknown'), page)).toBeUndefined();
  });
});

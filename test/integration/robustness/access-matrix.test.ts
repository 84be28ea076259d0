import { availabilityResponse } from '../../../src/api/counseling/counseling-schemas';
import { apiRoutes } from '../../support/checks/api-routes';
import { bookingRules } from '../../support/rights/booking-rights';
import { conversationRules } from '../../support/rights/conversation-rights';
import { bookSession, bookingBody } from '../../support/fixtures/book-session';
import { directRules } from '../../support/rights/direct-rights';
import { retentionAndPushRules } from '../../support/rights/retention-rights';
import { messageChangeRules } from '../../support/rights/message-change-rights';
import { calendarRules } from '../../support/rights/calendar-rights';
import { fileRules } from '../../support/rights/file-rights';
import { createActiveSession } from '../../support/fixtures/active-session';
import { presenceRules } from '../../support/rights/presence-rights';
import {
  CALLERS,
  ANY_USER,
  PARTICIPANTS,
  REVOKING,
  TEAM_ONLY,
  apiCall,
} from '../../support/rights/access-rule';
import type { RuleCall, AccessRule, AccessFixture, Caller } from '../../support/rights/access-rule';
import { passwordRules } from '../../support/rights/password-rights';
import { supportRules } from '../../support/rights/support-rights';
import { countSessions, footprintOf } from '../../support/rights/session-footprint';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { tutoringRules } from '../../support/rights/tutoring-rights';
import { signInOnWeb } from '../../support/clients/web-session';
import type { WebSession } from '../../support/clients/web-session';

const V1 = '/api/v1';
const PSYCHOLOGISTS: AccessRule['statuses'] = [401, 403, 403, 200, 200, 403];
const FORGED: AccessRule['statuses'] = [401, 403, 403, 403, 403, 403];

/** Available around the clock, the default of this test. */
const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  startTime: '00:00',
  endTime: '24:00',
}));

describe('access of every route', () => {
  let system: TestSystem;
  let strangers: Record<'otherClient' | 'otherPsychologist' | 'team', TestUser>;
  const fixtures: Partial<Record<'pending' | 'active' | 'ended', AccessFixture>> = {};

  beforeAll(async () => {
    system = await startSystem();
    strangers = {
      otherClient: await system.addUser('client'),
      otherPsychologist: await system.addUser('psychologist'),
      team: await system.addUser('team'),
    };
  });
  afterAll(() => system.stop());

  const notificationOfPsychologist = async ({
    sessionId,
    psychologist,
  }: AccessFixture): Promise<RuleCall> => {
    const listed = await system.call('GET', `${V1}/notifications`, { as: psychologist });
    const notifications = listed.body.data as { id: string; sessionId: string }[];
    const notification = notifications.find((one) => one.sessionId === sessionId);
    return apiCall(`/notifications/${notification?.id}/read`);
  };

  /** A time without a booking. */
  let days = 30;
  const nextDay = (): number => (days += 1) * 24 * 3_600_000;

  const dayOff = (startsIn: number) => ({
    startsAt: new Date(Date.now() + startsIn).toISOString(),
    endsAt: new Date(Date.now() + startsIn + 3_600_000).toISOString(),
  });
  const timeOffOfPsychologist = async ({ psychologist }: AccessFixture): Promise<RuleCall> => {
    const body = dayOff(nextDay());
    const path = `${V1}/psychologists/me/time-off`;
    const call = { as: psychologist, body, reply: availabilityResponse };
    const off = (await system.call('POST', path, call)).body.data.timeOff;
    return apiCall(
      `/psychologists/me/time-off/${off.find((one) => one.startsAt === body.startsAt)?.id}`,
    );
  };

  const RULES: Record<string, AccessRule> = {
    ...conversationRules(() => system),
    ...supportRules(() => system),
    ...directRules(() => system),
    ...fileRules(() => system),
    ...calendarRules(() => system),
    ...retentionAndPushRules(() => system),
    ...presenceRules,
    ...bookingRules(() => system),
    ...tutoringRules(() => system),
    ...messageChangeRules(() => system),
    ...passwordRules,
    'POST /auth/login': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: ({ client }) => apiCall('/auth/login', { email: client.email, password: 'ruang-diri' }),
    },
    'POST /auth/session': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: ({ client }) =>
        apiCall('/auth/session', { email: client.email, password: 'ruang-diri' }),
    },
    'GET /auth/demo-people': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: () => apiCall('/auth/demo-people'),
    },
    'GET /auth/session': {
      statuses: ANY_USER,
      cookieOnly: true,
      call: () => apiCall('/auth/session'),
    },
    'PUT /auth/session': {
      statuses: ANY_USER,
      cookieOnly: true,
      call: () => apiCall('/auth/session'),
    },
    'DELETE /auth/session': {
      statuses: ANY_USER,
      cookieOnly: true,
      call: () => apiCall('/auth/session'),
    },
    'DELETE /auth/login': { ...REVOKING, call: () => apiCall('/auth/login') },
    'DELETE /auth/sessions': { ...REVOKING, call: () => apiCall('/auth/sessions') },
    'POST /counselings/book': {
      statuses: [401, 201, 201, 403, 403, 403],
      call: () => apiCall('/counselings/book', bookingBody({ startsIn: nextDay() })),
    },
    'GET /counselings/slots': {
      statuses: ANY_USER,
      call: () => apiCall('/counselings/slots?date=2030-01-01&timezone=Asia/Jakarta&duration=30'),
    },
    'GET /counselings/user-sessions': {
      statuses: ANY_USER,
      call: () => apiCall('/counselings/user-sessions'),
    },
    'GET /psychologists': { statuses: ANY_USER, call: () => apiCall('/psychologists') },
    'PUT /psychologists/me/hours': {
      statuses: PSYCHOLOGISTS,
      call: () => apiCall('/psychologists/me/hours', { hours: ALWAYS }),
    },
    'POST /psychologists/me/time-off': {
      statuses: [401, 403, 403, 201, 201, 403],
      call: () => apiCall('/psychologists/me/time-off', dayOff(nextDay())),
    },
    'DELETE /psychologists/me/time-off/{id}': {
      statuses: [401, 403, 403, 200, 404, 403],
      call: timeOffOfPsychologist,
    },
    'GET /counselings/{id}': {
      statuses: PARTICIPANTS,
      call: ({ counselingId }) => apiCall(`/counselings/${counselingId}`),
    },
    'PUT /counselings/{id}/cancel': {
      statuses: PARTICIPANTS,
      state: 'pending',
      mutates: true,
      call: ({ counselingId }) => apiCall(`/counselings/${counselingId}/cancel`, {}),
    },
    'PUT /counselings/{id}/reschedule': {
      statuses: PARTICIPANTS,
      state: 'pending',
      mutates: true,
      call: ({ counselingId }) => {
        const { date, startTime, endTime, timezone } = bookingBody({ startsIn: 50 * 3_600_000 });
        return apiCall(`/counselings/${counselingId}/reschedule`, {
          date,
          startTime,
          endTime,
          timezone,
        });
      },
    },
    'POST /chat/sessions/{sessionId}/extension': {
      statuses: [401, 201, 403, 201, 403, 403],
      mutates: true,
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}/extension`, {}),
    },
    'PUT /chat/sessions/{sessionId}/extension': {
      statuses: [401, 409, 403, 409, 403, 403],
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}/extension`, { agree: true }),
    },
    'GET /chat/ably-token': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall(`/chat/ably-token?sessionId=${sessionId}`),
    },
    'POST /chat/messages': {
      statuses: [401, 201, 403, 201, 403, 403],
      call: ({ sessionId }) =>
        apiCall('/chat/messages', { sessionId, message: 'Halo', messageType: 'text' }),
    },
    'GET /chat/history': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall(`/chat/history?sessionId=${sessionId}`),
    },
    'PUT /chat/sessions/{sessionId}/read': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}/read`),
    },
    'GET /chat/sessions/{sessionId}/unread-count': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}/unread-count`),
    },
    'GET /chat/unread-count/total': {
      statuses: ANY_USER,
      call: () => apiCall('/chat/unread-count/total'),
    },
    'GET /chat/unread-count/each': {
      statuses: ANY_USER,
      call: () => apiCall('/chat/unread-count/each'),
    },
    'GET /chat/sessions/active': {
      statuses: ANY_USER,
      call: () => apiCall('/chat/sessions/active'),
    },
    'GET /chat/sessions/{sessionId}': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}`),
    },
    'PUT /chat/sessions/{sessionId}/end': {
      statuses: PARTICIPANTS,
      mutates: true,
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}/end`),
    },
    'POST /chat/typing': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall('/chat/typing', { sessionId, isTyping: true }),
    },
    'POST /chat/sessions/{sessionId}/typing': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => apiCall(`/chat/sessions/${sessionId}/typing`, { isTyping: true }),
    },
    'GET /notifications': { statuses: ANY_USER, call: () => apiCall('/notifications') },
    'GET /notifications/ably-token': {
      statuses: ANY_USER,
      call: () => apiCall('/notifications/ably-token'),
    },
    'PUT /notifications/{id}/read': {
      statuses: [401, 404, 404, 200, 404, 404],
      call: notificationOfPsychologist,
    },
    'GET /team/sessions': { statuses: TEAM_ONLY, call: () => apiCall('/team/sessions') },
    'GET /team/health': { statuses: TEAM_ONLY, call: () => apiCall('/team/health') },
    'GET /team/sessions/{sessionId}/timeline': {
      statuses: TEAM_ONLY,
      call: ({ sessionId }) => apiCall(`/team/sessions/${sessionId}/timeline`),
    },
    'GET /team/ably-token': { statuses: TEAM_ONLY, call: () => apiCall('/team/ably-token') },
    'POST /team/sessions/{sessionId}/start': {
      statuses: TEAM_ONLY,
      state: 'pending',
      mutates: true,
      call: ({ sessionId }) => apiCall(`/team/sessions/${sessionId}/start`),
    },
    'POST /team/sessions/{sessionId}/end': {
      statuses: TEAM_ONLY,
      mutates: true,
      call: ({ sessionId }) => apiCall(`/team/sessions/${sessionId}/end`),
    },
    'POST /team/sessions/{sessionId}/cancel': {
      statuses: TEAM_ONLY,
      mutates: true,
      call: ({ sessionId }) => apiCall(`/team/sessions/${sessionId}/cancel`, { reason: 'ill' }),
    },
  };

  it('is listed here for exactly the existing routes', async () => {
    const routes = await apiRoutes(system);
    const names = routes.map(({ method, path }) => `${method} ${path.replace(V1, '')}`);
    expect(names.sort()).toEqual(Object.keys(RULES).sort());
  });

  const BY_TOKEN = Object.entries(RULES).filter(([, rule]) => !rule.cookieOnly);
  const CHANGING = Object.entries(RULES).filter(
    ([route, rule]) => !route.startsWith('GET ') && rule.statuses[0] === 401,
  );

  it.each(BY_TOKEN)('%s, by token', async (route, rule) => {
    const token = (as: TestUser) => ({ authorization: `Bearer ${as.token}` });
    await expectStatuses(route, rule, token);
  });

  it.each(Object.entries(RULES))('%s, by cookie', async (route, rule) => {
    await expectStatuses(route, rule, async (as) => (await browserOf(as)).writeHeaders);
    if (route === 'DELETE /auth/session') browsers.clear();
  });

  it.each(CHANGING)('%s, by cookie, with a forged cross-site request', async (route, rule) => {
    const forged = { ...rule, statuses: FORGED };
    await expectStatuses(route, forged, async (as) => (await browserOf(as)).readHeaders);
  });

  /** Calls a route as every caller; those who are rejected must change nothing. */
  async function expectStatuses(
    route: string,
    rule: AccessRule,
    headersOf: (as: TestUser) => Record<string, string> | Promise<Record<string, string>>,
  ): Promise<void> {
    const [method = ''] = route.split(' ');
    const asOf = (user: TestUser) => (rule.revokes ? system.addUser(user.role) : user);
    const prepare = async (caller: Caller, fixture: AccessFixture) => {
      const { path, body } = await rule.call(fixture, caller);
      const headers = caller === 'anonymous' ? {} : await headersOf(await asOf(fixture[caller]));
      return { caller, path, call: { headers, ...(body ? { body } : {}) } };
    };
    const isAccepted = (caller: Caller) => (rule.statuses[CALLERS.indexOf(caller)] ?? 0) < 300;
    const received: Partial<Record<Caller, number>> = {};
    for (const one of CALLERS.filter(isAccepted)) {
      const { caller, path, call } = await prepare(one, await fixtureFor(rule, true));
      const sessions = await countSessions(system);
      received[caller] = (await system.call(method, path, call)).status;
      if ((await countSessions(system)) > sessions) creators.add(route);
    }
    const rejected = CALLERS.filter((caller) => !isAccepted(caller));
    const fixture = await fixtureFor(rule, false);
    const prepared = [];
    for (const caller of rejected) prepared.push(await prepare(caller, fixture));
    const before = await footprintOf(system, fixture);
    const responses = await Promise.all(
      prepared.map(({ path, call }) => system.call(method, path, call)),
    );
    for (const [index, { caller }] of prepared.entries())
      received[caller] = responses[index]?.status;
    const entries = CALLERS.map((caller, index) => [caller, rule.statuses[index]]);
    expect(received).toEqual(Object.fromEntries(entries));
    for (const response of responses) expectRefusal(response);
    expect(await footprintOf(system, fixture)).toEqual(before);
  }

  /** Routes that created a session. */
  const creators = new Set<string>();

  // Last of the file: every route was called by everyone whom it accepts.
  it('creates sessions by booking alone', () => {
    expect([...creators].sort()).toEqual([
      'POST /counselings/book',
      'POST /counselings/book-series',
    ]);
  });

  /** One sign-in per user, and another after a sign-out. */
  const browsers = new Map<string, WebSession>();
  async function browserOf(user: TestUser): Promise<WebSession> {
    const browser = browsers.get(user.id) ?? (await signInOnWeb(system, user));
    browsers.set(user.id, browser);
    return browser;
  }

  it('shows a stranger nothing of a session in their own lists', async () => {
    const { sessionId, counselingId } = await fixtureFor({}, false);
    for (const stranger of [strangers.otherClient, strangers.otherPsychologist]) {
      for (const path of [
        '/chat/sessions/active',
        '/counselings/user-sessions',
        '/notifications',
        '/chat/unread-count/total',
        '/chat/unread-count/each',
      ]) {
        const { body } = await system.call('GET', V1 + path, { as: stranger });
        expect(JSON.stringify(body)).not.toContain(sessionId);
        expect(JSON.stringify(body)).not.toContain(counselingId);
      }
    }
  });

  /** The shared session in that state, or a new one for a call that changes it. */
  async function fixtureFor(
    rule: Partial<AccessRule>,
    willSucceed: boolean,
  ): Promise<AccessFixture> {
    const state = rule.state ?? 'active';
    if (rule.mutates && willSucceed) return createFixture(state);
    return (fixtures[state] ??= await createFixture(state));
  }

  async function createFixture(state: 'pending' | 'active' | 'ended'): Promise<AccessFixture> {
    if (state !== 'pending') {
      const opened = await createActiveSession(system);
      const { client: as, sessionId } = opened;
      if (state === 'ended')
        await system.call('PUT', `${V1}/chat/sessions/${sessionId}/end`, { as });
      return { ...strangers, ...opened };
    }
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    const { sessionId, counselingId } = await bookSession(system, client, { psychologist });
    return { ...strangers, client, psychologist, sessionId, counselingId };
  }

  function expectRefusal({ status, body }: ApiResponse): void {
    expect(body).toMatchObject({ success: false, statusCode: status });
    expect(body.message.length).toBeGreaterThan(10);
    expect(body.data).toBeUndefined();
  }
});

import { apiRoutes } from '../../support/api-routes';
import { conversationRules } from '../../support/conversation-rights';
import { book, bookingBody } from '../../support/book';
import { directRules } from '../../support/direct-rights';
import { keepingRules } from '../../support/keeping-rights';
import { messageChangeRules } from '../../support/message-change-rights';
import { fileRules } from '../../support/file-rights';
import { openedSession } from '../../support/opened-session';
import { presenceRules } from '../../support/presence-rights';
import { CALLERS, OWN, PARTICIPANTS, TEAM, to } from '../../support/rights-rule';
import type { Call, Rule, Scene } from '../../support/rights-rule';
import { supportRules } from '../../support/support-rights';
import { startSystem } from '../../support/system';
import type { Answer, TestPerson, TestSystem } from '../../support/system';
import { tutoringRules } from '../../support/tutoring-rights';
import { webSignIn } from '../../support/web-sign-in';
import type { WebSignIn } from '../../support/web-sign-in';

const V1 = '/api/v1';
const PSYCHOLOGISTS = [401, 403, 403, 200, 200, 403] as Rule['statuses'];

/** Around the clock, as everybody here is to begin with. */
const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  startTime: '00:00',
  endTime: '24:00',
}));

/** That a message arrived is noted a moment after the call that handed it over. */
const LATER = ['last_delivered_seq', 'delivered_revision'];

describe('rights of every route', () => {
  let system: TestSystem;
  let strangers: Record<'otherClient' | 'otherPsychologist' | 'team', TestPerson>;
  const scenes: Partial<Record<'pending' | 'active' | 'ended', Scene>> = {};

  beforeAll(async () => {
    system = await startSystem();
    strangers = {
      otherClient: await system.addPerson('client'),
      otherPsychologist: await system.addPerson('psychologist'),
      team: await system.addPerson('team'),
    };
  });
  afterAll(() => system.stop());

  const notificationOfPsychologist = async ({ sessionId, psychologist }: Scene): Promise<Call> => {
    const listed = await system.call('GET', `${V1}/notifications`, { as: psychologist });
    const notes = listed.body.data as { id: string; sessionId: string }[];
    const note = notes.find((one) => one.sessionId === sessionId);
    return to(`/notifications/${note?.id}/read`);
  };

  /** A time at which nobody here has booked yet. */
  let days = 30;
  const nextDay = (): number => (days += 1) * 24 * 3_600_000;

  const dayOff = (startsIn: number) => ({
    startsAt: new Date(Date.now() + startsIn).toISOString(),
    endsAt: new Date(Date.now() + startsIn + 3_600_000).toISOString(),
  });
  const timeOffOfPsychologist = async ({ psychologist }: Scene): Promise<Call> => {
    const body = dayOff(nextDay());
    const path = `${V1}/psychologists/me/time-off`;
    const added = await system.call('POST', path, { as: psychologist, body });
    const off = added.body.data.timeOff as { id: string; startsAt: string }[];
    return to(
      `/psychologists/me/time-off/${off.find((one) => one.startsAt === body.startsAt)?.id}`,
    );
  };

  const RULES: Record<string, Rule> = {
    ...conversationRules(() => system),
    ...supportRules(() => system),
    ...directRules(() => system),
    ...fileRules(() => system),
    ...keepingRules(() => system),
    ...presenceRules,
    ...tutoringRules(() => system),
    ...messageChangeRules(() => system),
    'POST /auth/login': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: ({ client }) => to('/auth/login', { email: client.email, password: 'ruang-diri' }),
    },
    'POST /auth/session': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: ({ client }) => to('/auth/session', { email: client.email, password: 'ruang-diri' }),
    },
    'GET /auth/demo-people': {
      statuses: [200, 200, 200, 200, 200, 200],
      call: () => to('/auth/demo-people'),
    },
    'GET /auth/session': { statuses: OWN, byCookie: true, call: () => to('/auth/session') },
    'PUT /auth/session': { statuses: OWN, byCookie: true, call: () => to('/auth/session') },
    'DELETE /auth/session': { statuses: OWN, byCookie: true, call: () => to('/auth/session') },
    'POST /counselings/book': {
      statuses: [401, 201, 201, 403, 403, 403],
      call: () => to('/counselings/book', bookingBody({ startsIn: nextDay() })),
    },
    'GET /counselings/slots': {
      statuses: OWN,
      call: () => to('/counselings/slots?date=2030-01-01&timezone=Asia/Jakarta&duration=30'),
    },
    'GET /counselings/user-sessions': {
      statuses: OWN,
      call: () => to('/counselings/user-sessions'),
    },
    'GET /psychologists': { statuses: OWN, call: () => to('/psychologists') },
    'PUT /psychologists/me/hours': {
      statuses: PSYCHOLOGISTS,
      call: () => to('/psychologists/me/hours', { hours: ALWAYS }),
    },
    'POST /psychologists/me/time-off': {
      statuses: [401, 403, 403, 201, 201, 403],
      call: () => to('/psychologists/me/time-off', dayOff(nextDay())),
    },
    'DELETE /psychologists/me/time-off/{id}': {
      statuses: [401, 403, 403, 200, 404, 403],
      call: timeOffOfPsychologist,
    },
    'GET /counselings/{id}': {
      statuses: PARTICIPANTS,
      call: ({ counselingId }) => to(`/counselings/${counselingId}`),
    },
    'GET /counselings/{id}/calendar.ics': {
      statuses: PARTICIPANTS,
      call: ({ counselingId }) => to(`/counselings/${counselingId}/calendar.ics`),
    },
    'PUT /counselings/{id}/cancel': {
      statuses: PARTICIPANTS,
      state: 'pending',
      changes: true,
      call: ({ counselingId }) => to(`/counselings/${counselingId}/cancel`, {}),
    },
    'PUT /counselings/{id}/reschedule': {
      statuses: PARTICIPANTS,
      state: 'pending',
      changes: true,
      call: ({ counselingId }) => {
        const { date, startTime, endTime, timezone } = bookingBody({ startsIn: 50 * 3_600_000 });
        return to(`/counselings/${counselingId}/reschedule`, {
          date,
          startTime,
          endTime,
          timezone,
        });
      },
    },
    'GET /chat/ably-token': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to(`/chat/ably-token?sessionId=${sessionId}`),
    },
    'POST /chat/messages': {
      statuses: [401, 201, 403, 201, 403, 403],
      call: ({ sessionId }) =>
        to('/chat/messages', { sessionId, message: 'Halo', messageType: 'text' }),
    },
    'GET /chat/history': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to(`/chat/history?sessionId=${sessionId}`),
    },
    'PUT /chat/sessions/{sessionId}/read': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to(`/chat/sessions/${sessionId}/read`),
    },
    'GET /chat/sessions/{sessionId}/unread-count': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to(`/chat/sessions/${sessionId}/unread-count`),
    },
    'GET /chat/unread-count/total': { statuses: OWN, call: () => to('/chat/unread-count/total') },
    'GET /chat/unread-count/each': { statuses: OWN, call: () => to('/chat/unread-count/each') },
    'GET /chat/sessions/active': { statuses: OWN, call: () => to('/chat/sessions/active') },
    'GET /chat/sessions/{sessionId}': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to(`/chat/sessions/${sessionId}`),
    },
    'PUT /chat/sessions/{sessionId}/end': {
      statuses: PARTICIPANTS,
      changes: true,
      call: ({ sessionId }) => to(`/chat/sessions/${sessionId}/end`),
    },
    'POST /chat/typing': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to('/chat/typing', { sessionId, isTyping: true }),
    },
    'POST /chat/sessions/{sessionId}/typing': {
      statuses: PARTICIPANTS,
      call: ({ sessionId }) => to(`/chat/sessions/${sessionId}/typing`, { isTyping: true }),
    },
    'GET /notifications': { statuses: OWN, call: () => to('/notifications') },
    'GET /notifications/ably-token': { statuses: OWN, call: () => to('/notifications/ably-token') },
    'PUT /notifications/{id}/read': {
      statuses: [401, 404, 404, 200, 404, 404],
      call: notificationOfPsychologist,
    },
    'GET /team/sessions': { statuses: TEAM, call: () => to('/team/sessions') },
    'GET /team/health': { statuses: TEAM, call: () => to('/team/health') },
    'GET /team/sessions/{sessionId}/timeline': {
      statuses: TEAM,
      call: ({ sessionId }) => to(`/team/sessions/${sessionId}/timeline`),
    },
    'GET /team/ably-token': { statuses: TEAM, call: () => to('/team/ably-token') },
    'POST /team/sessions/{sessionId}/start': {
      statuses: TEAM,
      state: 'pending',
      changes: true,
      call: ({ sessionId }) => to(`/team/sessions/${sessionId}/start`),
    },
    'POST /team/sessions/{sessionId}/end': {
      statuses: TEAM,
      changes: true,
      call: ({ sessionId }) => to(`/team/sessions/${sessionId}/end`),
    },
    'POST /team/sessions/{sessionId}/cancel': {
      statuses: TEAM,
      changes: true,
      call: ({ sessionId }) => to(`/team/sessions/${sessionId}/cancel`, { reason: 'ill' }),
    },
  };

  it('are written down here for each route there is, and for no other', async () => {
    const routes = await apiRoutes(system);
    const names = routes.map(({ method, path }) => `${method} ${path.replace(V1, '')}`);
    expect(names.sort()).toEqual(Object.keys(RULES).sort());
  });

  const BY_TOKEN = Object.entries(RULES).filter(([, rule]) => !rule.byCookie);
  const CHANGING = Object.entries(RULES).filter(
    ([route, rule]) => !route.startsWith('GET ') && rule.statuses[0] === 401,
  );

  it.each(BY_TOKEN)('%s, by token', async (route, rule) => {
    const token = (as: TestPerson) => ({ authorization: `Bearer ${as.token}` });
    expect(await statusesOf(route, rule, token)).toEqual(expectedOf(rule));
  });

  it.each(Object.entries(RULES))('%s, by cookie', async (route, rule) => {
    const cookie = async (as: TestPerson) => (await browserOf(as)).changing;
    expect(await statusesOf(route, rule, cookie)).toEqual(expectedOf(rule));
  });

  it.each(CHANGING)('%s, by cookie, but asked for by another page', async (route, rule) => {
    const forged = async (as: TestPerson) => (await browserOf(as)).reading;
    const [, ...rest] = CALLERS;
    const refused = { nobody: 401, ...Object.fromEntries(rest.map((caller) => [caller, 403])) };
    expect(await statusesOf(route, { ...rule, statuses: TEAM }, forged)).toEqual(refused);
  });

  /** What each caller is answered; a refusal must leave no trace. */
  async function statusesOf(
    route: string,
    rule: Rule,
    headersOf: (as: TestPerson) => Record<string, string> | Promise<Record<string, string>>,
  ): Promise<Record<string, number>> {
    const [method = ''] = route.split(' ');
    const got: Record<string, number> = {};
    for (const [index, caller] of CALLERS.entries()) {
      const expected = rule.statuses[index] ?? 0;
      const scene = await sceneFor(rule, expected < 300);
      const before = await footprint(scene);
      const { path, body } = await rule.call(scene, caller);
      const as = caller === 'nobody' ? undefined : scene[caller];
      const answer = await system.call(method, path, {
        headers: as ? await headersOf(as) : {},
        ...(body ? { body } : {}),
      });
      got[caller] = answer.status;
      if (answer.status < 300) continue;
      expectRefusal(answer);
      expect(await footprint(scene)).toEqual(before);
    }
    return got;
  }

  function expectedOf({ statuses }: Rule): Record<string, number | undefined> {
    return Object.fromEntries(CALLERS.map((caller, index) => [caller, statuses[index]]));
  }

  /** Signed in once for each person, and again after a sign-out. */
  const browsers = new Map<string, WebSignIn>();
  async function browserOf(person: TestPerson): Promise<WebSignIn> {
    const known = browsers.get(person.id);
    if (known) {
      const still = await system.call('GET', `${V1}/auth/session`, { headers: known.reading });
      if (still.status === 200) return known;
    }
    const browser = await webSignIn(system, person);
    browsers.set(person.id, browser);
    return browser;
  }

  it('show a stranger nothing of a session in their own lists', async () => {
    const { sessionId, counselingId } = await sceneFor({}, false);
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

  /** The shared session of that state, or a new one for a call that will change it. */
  async function sceneFor(rule: Partial<Rule>, willPass: boolean): Promise<Scene> {
    const state = rule.state ?? 'active';
    if (rule.changes && willPass) return newScene(state);
    return (scenes[state] ??= await newScene(state));
  }

  async function newScene(state: 'pending' | 'active' | 'ended'): Promise<Scene> {
    if (state !== 'pending') {
      const opened = await openedSession(system);
      const { client: as, sessionId } = opened;
      if (state === 'ended')
        await system.call('PUT', `${V1}/chat/sessions/${sessionId}/end`, { as });
      return { ...strangers, ...opened };
    }
    const client = await system.addPerson('client');
    const psychologist = await system.addPerson('psychologist');
    const { sessionId, counselingId } = await book(system, client, { psychologist });
    return { ...strangers, client, psychologist, sessionId, counselingId };
  }

  function expectRefusal({ status, body }: Answer): void {
    expect(body).toMatchObject({ success: false, statusCode: status });
    expect(body.message.length).toBeGreaterThan(10);
    expect(body.data).toBeUndefined();
  }

  /** Everything about a session that a refused call must leave as it is. */
  async function footprint({ sessionId, counselingId }: Scene): Promise<unknown> {
    const [row] = await system.query(
      `SELECT s.status, s.version, s.generation, c.starts_at, c.cancelled_at, v.last_seq,
         (SELECT json_agg(to_jsonb(m) - $3::text[] ORDER BY m.user_id) FROM conversation_members m
          WHERE m.conversation_id = v.id) AS members,
         (SELECT count(*)::int FROM session_steps st
          WHERE st.session_id = s.id AND outcome IS NULL) AS open_steps,
         (SELECT count(*)::int FROM audit_log WHERE subject_id = s.id) AS acts,
         (SELECT count(*)::int FROM counselings) AS counselings,
         (SELECT count(read_at)::int FROM notifications n
          WHERE n.counseling_id = c.id) AS notifications_read
       FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id
       JOIN conversations v ON v.id = s.conversation_id
       WHERE s.id = $1 AND c.id = $2`,
      [sessionId, counselingId, LATER],
    );
    return row;
  }
});

import { sign } from 'jsonwebtoken';
import { JWT_SECRET, SessionHarness } from '../../support/harness/session-harness';
import type { SessionStage, TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

interface OpenApi {
  paths: Record<string, Record<string, { security?: unknown[] }>>;
}

interface Call {
  method: string;
  path: string;
  body?: object;
}

const NOT_PARTICIPANT = {
  success: false,
  message: 'You are not a participant in this chat session',
  statusCode: 403,
};

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const call = (as: TestUser, { method, path, body }: Call) =>
  harness.system.call(method, `/api/v1${path}`, { as, body });

/** Every route of the OpenAPI document, with an id for each parameter. */
async function documentedRoutes(): Promise<(Call & { isOpen: boolean })[]> {
  const { paths } = (await (await fetch(`${harness.system.url}/openapi.json`)).json()) as OpenApi;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, '7a9a4c1e-0000-4000-8000-000000000000'),
      isOpen: security === undefined,
    })),
  );
}

/** Every call that accesses a session's data. */
function sessionCalls({ sessionId }: TestSession): Call[] {
  const session = `/chat/sessions/${sessionId}`;
  return [
    { method: 'GET', path: `/chat/ably-token?sessionId=${sessionId}` },
    { method: 'GET', path: `/chat/history?sessionId=${sessionId}` },
    { method: 'GET', path: session },
    { method: 'GET', path: `${session}/unread-count` },
    { method: 'PUT', path: `${session}/read`, body: {} },
    { method: 'PUT', path: `${session}/end` },
    { method: 'POST', path: '/chat/typing', body: { sessionId, isTyping: true } },
    { method: 'POST', path: `${session}/typing`, body: { isTyping: true } },
    {
      method: 'POST',
      path: '/chat/messages',
      body: { sessionId, message: 'Halo', messageType: 'text' },
    },
  ];
}

describe('authentication', () => {
  it('counseling-87 requires a valid JWT at every endpoint except sign-in', async () => {
    const routes = await documentedRoutes();
    expect(routes.length).toBeGreaterThan(25);
    const open = routes.filter((route) => route.isOpen);
    expect(open).toMatchObject([
      // The secret in the path stands for the token: calendar apps cannot send one (ADR 0028).
      { method: 'GET', path: expect.stringMatching(/^\/calendar\/[\w-]+\.ics$/) as string },
      { method: 'POST', path: '/api/v1/auth/login' },
      { method: 'GET', path: '/api/v1/auth/demo-people' },
      { method: 'GET', path: '/api/v1/auth/options' },
      { method: 'POST', path: '/api/v1/auth/session' },
      // The secret of the link stands for the token, until there is a password.
      { method: 'POST', path: '/api/v1/auth/password-link' },
      { method: 'PUT', path: '/api/v1/auth/password' },
    ]);
    const user = await harness.system.addUser('client');
    const claims = { role: user.role };
    const tokens = {
      nonsense: 'nonsense',
      expired: sign(claims, JWT_SECRET, { subject: user.id, expiresIn: -1 }),
      'of another secret': sign(claims, 'some other secret!', {
        subject: user.id,
        expiresIn: '1h',
      }),
      'not signed': sign(claims, '', { subject: user.id, algorithm: 'none', expiresIn: '1h' }),
      'signed otherwise': sign(claims, JWT_SECRET, {
        subject: user.id,
        algorithm: 'HS512',
        expiresIn: '1h',
      }),
      'of an unknown user': sign(claims, JWT_SECRET, { subject: '999999', expiresIn: '1h' }),
      'without a subject': sign(claims, JWT_SECRET, { expiresIn: '1h' }),
      'without an end': sign(claims, JWT_SECRET, { subject: user.id }),
      'of a hundred years': sign(claims, JWT_SECRET, { subject: user.id, expiresIn: '100y' }),
    };
    const credentials = Object.entries(tokens).map(([fault, token]) => ({
      fault,
      as: { ...user, token },
    }));
    for (const { method, path } of routes.filter((route) => !route.isOpen)) {
      const attempts = [{ fault: 'no token', as: undefined }, ...credentials];
      const responses = await Promise.all(
        attempts.map(({ as }) => harness.system.call(method, path, { as })),
      );
      for (const [index, { status, body }] of responses.entries()) {
        const fault = attempts[index]?.fault;
        expect([path, fault, status]).toEqual([path, fault, 401]);
        expect(body).toMatchObject({ success: false, statusCode: 401 });
      }
    }
    const valid = sign(claims, JWT_SECRET, { subject: user.id, expiresIn: '1h' });
    const ownSessions = { method: 'GET', path: '/counselings/user-sessions' };
    expect((await call({ ...user, token: valid }, ownSessions)).status).toBe(200);
  }, 60_000);

  it('counseling-88 gives each role its own permissions', async () => {
    const session = await harness.createSession('pending');
    const { client, psychologist, sessionId } = session;
    const unknownId = '7a9a4c1e-0000-4000-8000-000000000000';
    const permissions: [Call, { client: number; psychologist: number; team: number }][] = [
      // 400 and 404: authorized, but the request is invalid.
      [
        { method: 'POST', path: '/counselings/book', body: {} },
        { client: 400, psychologist: 403, team: 403 },
      ],
      [
        { method: 'GET', path: '/psychologists' },
        { client: 200, psychologist: 200, team: 200 },
      ],
      [
        { method: 'GET', path: `/chat/sessions/${sessionId}` },
        { client: 200, psychologist: 200, team: 403 },
      ],
      [
        { method: 'GET', path: '/team/sessions' },
        { client: 403, psychologist: 403, team: 200 },
      ],
      [
        { method: 'GET', path: '/team/ably-token' },
        { client: 403, psychologist: 403, team: 200 },
      ],
      [
        { method: 'GET', path: `/team/sessions/${sessionId}/timeline` },
        { client: 403, psychologist: 403, team: 200 },
      ],
      ...['start', 'end'].map(
        (action): [Call, { client: number; psychologist: number; team: number }] => [
          { method: 'POST', path: `/team/sessions/${unknownId}/${action}`, body: {} },
          { client: 403, psychologist: 403, team: 404 },
        ],
      ),
    ];
    for (const [route, expected] of permissions) {
      const actual = {
        client: (await call(client, route)).status,
        psychologist: (await call(psychologist, route)).status,
        team: (await call(harness.team, route)).status,
      };
      expect([route.path, actual]).toEqual([route.path, expected]);
    }
    const promoted = sign({ role: 'team' }, JWT_SECRET, { subject: client.id });
    const board = { method: 'GET', path: '/team/sessions' };
    expect((await call({ ...client, token: promoted }, board)).status).toBe(401);
  });
});

describe('participation', () => {
  it("counseling-89 limits a session's data to its two participants", async () => {
    const session = await harness.createSession('active');
    const other = await harness.createSession('pending');
    const strangers = [other.client, other.psychologist, harness.team];
    for (const route of sessionCalls(session)) {
      for (const stranger of strangers) {
        const response = await call(stranger, route);
        expect([route.path, response.body]).toMatchObject([route.path, NOT_PARTICIPANT]);
      }
    }
    expect((await harness.getSession(session)).status).toBe('active');
    for (const user of [session.psychologist, session.client]) {
      for (const route of sessionCalls(session).filter((one) => !one.path.endsWith('/end'))) {
        const response = await call(user, route);
        expect([route.path, response.body]).toMatchObject([route.path, { success: true }]);
      }
    }
  });

  it('counseling-90 ties every session to a booking', async () => {
    const session = await harness.createSession('pending');
    const refusals = { '/chat/sessions': 404, '/chat/rooms': 404, '/conversations': 400 };
    for (const [path, status] of Object.entries(refusals)) {
      const body = { psychologistId: session.psychologist.id, type: 'consultation' };
      const created = await call(session.client, { method: 'POST', path, body });
      expect([path, created.status]).toEqual([path, status]);
    }
    const orphan = harness.system.query(
      `INSERT INTO chat_sessions (id, counseling_id, conversation_id, client_id, psychologist_id, status)
       SELECT gen_random_uuid(), gen_random_uuid(), conversation_id, client_id, psychologist_id, status
       FROM chat_sessions WHERE id = $1`,
      [session.sessionId],
    );
    await expect(orphan).rejects.toThrow(/unique|foreign key/);
    const untied = harness.system.query(
      'UPDATE chat_sessions SET counseling_id = gen_random_uuid() WHERE id = $1',
      [session.sessionId],
    );
    await expect(untied).rejects.toThrow(/foreign key/);
    await harness.cancel(session, session.client);
    const route = { method: 'GET', path: `/chat/ably-token?sessionId=${session.sessionId}` };
    expect((await call(session.client, route)).status).toBe(400);
  });

  it('counseling-95 is checked on every call', async () => {
    const session = await harness.createSession('active');
    const { client, psychologist, sessionId } = session;
    // Neither the body nor the query can name another user.
    const otherIdentity = { senderId: psychologist.id, userId: psychologist.id, isAutomated: true };
    const sent = await harness.sendMessage(client, sessionId, 'Saya psikolog', otherIdentity);
    expect(sent.body.data).toMatchObject({
      senderId: client.id,
      senderRole: 'client',
      isAutomated: false,
    });
    // Neither another client of the same psychologist nor a colleague takes part.
    const earlier = await harness.createSession('pending', { psychologist });
    const colleague = await harness.system.addUser('psychologist');
    for (const stranger of [earlier.client, colleague, harness.team]) {
      const refused = await harness.sendMessage(stranger, sessionId, 'Halo');
      expect(refused.body).toMatchObject(NOT_PARTICIPANT);
      expect((await harness.end(stranger, sessionId)).body).toMatchObject(NOT_PARTICIPANT);
    }
    expect((await harness.texts(session)).slice(2)).toEqual(['Saya psikolog']);
  });
});

describe('messages', () => {
  it('counseling-94 are checked for length and type (C-20)', async () => {
    const { client, sessionId } = await harness.createSession('active');
    const longest = '💙'.repeat(5_000);
    const stored = await harness.sendMessage(client, sessionId, ` \n${longest}\t `);
    expect(stored.status).toBe(201);
    expect(stored.body.data.content).toBe(longest);
    expect((await harness.sendMessage(client, sessionId, 'a')).status).toBe(201);
    for (const message of ['', '  \n ', `${longest}!`]) {
      const refused = await harness.sendMessage(client, sessionId, message);
      expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
      expect(refused.body.message).toContain('message:');
    }
    for (const messageType of ['image', 'automated', 'system', 'TEXT', '', 1, null, undefined]) {
      const refused = await harness.sendMessage(client, sessionId, 'Halo', { messageType });
      expect(refused.status).toBe(400);
      expect(refused.body.message).toContain('messageType:');
    }
    for (const message of [undefined, null, 7, ['Halo'], { text: 'Halo' }]) {
      const body = { sessionId, message, messageType: 'text' };
      expect((await call(client, { method: 'POST', path: '/chat/messages', body })).status).toBe(
        400,
      );
    }
  });

  it('counseling-96 are accepted only while the chat is open', async () => {
    const expected: [SessionStage, number][] = [
      ['pending', 400],
      ['greeted', 400],
      ['active', 201],
      ['warned', 201],
      ['completed', 400],
      ['cancelled', 400],
    ];
    for (const [fixture, status] of expected) {
      const session = await harness.createSession(fixture);
      for (const user of [session.client, session.psychologist]) {
        const sent = await harness.sendMessage(user, session.sessionId, 'Halo');
        expect([fixture, sent.status]).toEqual([fixture, status]);
      }
    }
  });
});

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

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

const call = (as: TestUser, { method, path, body }: Call) =>
  stage.system.call(method, `/api/v1${path}`, { as, ...(body ? { body } : {}) });

/** Every route of the OpenAPI document, with some id in the place of each parameter. */
async function documentedRoutes(): Promise<(Call & { isOpen: boolean })[]> {
  const { paths } = (await (await fetch(`${stage.system.url}/openapi.json`)).json()) as OpenApi;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, '7a9a4c1e-0000-4000-8000-000000000000'),
      isOpen: security === undefined,
    })),
  );
}

/** Every call that touches what belongs to one session. */
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

describe('signing in', () => {
  it('counseling-87 wants a valid JWT at every endpoint but where people sign in', async () => {
    const routes = await documentedRoutes();
    expect(routes.length).toBeGreaterThan(25);
    const open = routes.filter((route) => route.isOpen);
    expect(open).toMatchObject([
      { method: 'POST', path: '/api/v1/auth/login' },
      { method: 'GET', path: '/api/v1/auth/demo-people' },
      { method: 'POST', path: '/api/v1/auth/session' },
    ]);
    const person = await stage.system.addUser('client');
    const claims = { role: person.role };
    const tokens = {
      nonsense: 'nonsense',
      expired: sign(claims, JWT_SECRET, { subject: person.id, expiresIn: -1 }),
      'of another secret': sign(claims, 'some other secret!', { subject: person.id }),
      'not signed': sign(claims, '', { subject: person.id, algorithm: 'none' }),
      'signed otherwise': sign(claims, JWT_SECRET, { subject: person.id, algorithm: 'HS512' }),
      'of nobody': sign(claims, JWT_SECRET, { subject: '999999' }),
      'without a subject': sign(claims, JWT_SECRET),
    };
    for (const { method, path } of routes.filter((route) => !route.isOpen)) {
      const bare = await stage.system.call(method, path, {});
      expect([path, bare.status]).toEqual([path, 401]);
      for (const [fault, token] of Object.entries(tokens)) {
        const refused = await stage.system.call(method, path, { as: { ...person, token } });
        expect([path, fault, refused.status]).toEqual([path, fault, 401]);
        expect(refused.body).toMatchObject({ success: false, statusCode: 401 });
      }
    }
    const good = sign(claims, JWT_SECRET, { subject: person.id });
    const mine = { method: 'GET', path: '/counselings/user-sessions' };
    expect((await call({ ...person, token: good }, mine)).status).toBe(200);
  });

  it('counseling-88 gives each role its own rights', async () => {
    const session = await stage.createSession('pending');
    const { client, psychologist, sessionId } = session;
    const elsewhere = '7a9a4c1e-0000-4000-8000-000000000000';
    const rights: [Call, { client: number; psychologist: number; team: number }][] = [
      // 400 and 404: allowed to ask, wrong in what was asked.
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
        (act): [Call, { client: number; psychologist: number; team: number }] => [
          { method: 'POST', path: `/team/sessions/${elsewhere}/${act}`, body: {} },
          { client: 403, psychologist: 403, team: 404 },
        ],
      ),
    ];
    for (const [route, expected] of rights) {
      const actual = {
        client: (await call(client, route)).status,
        psychologist: (await call(psychologist, route)).status,
        team: (await call(stage.team, route)).status,
      };
      expect([route.path, actual]).toEqual([route.path, expected]);
    }
    const promoted = sign({ role: 'team' }, JWT_SECRET, { subject: client.id });
    const board = { method: 'GET', path: '/team/sessions' };
    expect((await call({ ...client, token: promoted }, board)).status).toBe(401);
  });
});

describe('taking part', () => {
  it("counseling-89 opens a session's data to its two people alone", async () => {
    const session = await stage.createSession('active');
    const other = await stage.createSession('pending');
    const strangers = [other.client, other.psychologist, stage.team];
    for (const route of sessionCalls(session)) {
      for (const stranger of strangers) {
        const answer = await call(stranger, route);
        expect([route.path, answer.body]).toMatchObject([route.path, NOT_PARTICIPANT]);
      }
    }
    expect((await stage.getSession(session)).status).toBe('active');
    for (const person of [session.psychologist, session.client]) {
      for (const route of sessionCalls(session).filter((one) => !one.path.endsWith('/end'))) {
        const answer = await call(person, route);
        expect([route.path, answer.body]).toMatchObject([route.path, { success: true }]);
      }
    }
  });

  it('counseling-90 ties every session to a booking', async () => {
    const session = await stage.createSession('pending');
    const refusals = { '/chat/sessions': 404, '/chat/rooms': 404, '/conversations': 400 };
    for (const [path, status] of Object.entries(refusals)) {
      const body = { psychologistId: session.psychologist.id, type: 'consultation' };
      const created = await call(session.client, { method: 'POST', path, body });
      expect([path, created.status]).toEqual([path, status]);
    }
    const orphan = stage.system.query(
      `INSERT INTO chat_sessions (id, counseling_id, conversation_id, client_id, psychologist_id, status)
       SELECT gen_random_uuid(), gen_random_uuid(), conversation_id, client_id, psychologist_id, status
       FROM chat_sessions WHERE id = $1`,
      [session.sessionId],
    );
    await expect(orphan).rejects.toThrow(/unique|foreign key/);
    const untied = stage.system.query(
      'UPDATE chat_sessions SET counseling_id = gen_random_uuid() WHERE id = $1',
      [session.sessionId],
    );
    await expect(untied).rejects.toThrow(/foreign key/);
    await stage.cancel(session, session.client);
    const route = { method: 'GET', path: `/chat/ably-token?sessionId=${session.sessionId}` };
    expect((await call(session.client, route)).status).toBe(400);
  });

  it('counseling-95 checks strictly who takes part', async () => {
    const session = await stage.createSession('active');
    const { client, psychologist, sessionId } = session;
    // Neither the body nor the query can name somebody else.
    const posing = { senderId: psychologist.id, userId: psychologist.id, isAutomated: true };
    const sent = await stage.sendMessage(client, sessionId, 'Saya psikolog', posing);
    expect(sent.body.data).toMatchObject({
      senderId: client.id,
      senderRole: 'client',
      isAutomated: false,
    });
    // Someone who once sat with the same psychologist is a stranger here, and so is a colleague.
    const earlier = await stage.createSession('pending', { psychologist });
    const colleague = await stage.system.addUser('psychologist');
    for (const stranger of [earlier.client, colleague, stage.team]) {
      const refused = await stage.sendMessage(stranger, sessionId, 'Halo');
      expect(refused.body).toMatchObject(NOT_PARTICIPANT);
      expect((await stage.end(stranger, sessionId)).body).toMatchObject(NOT_PARTICIPANT);
    }
    expect((await stage.texts(session)).slice(2)).toEqual(['Saya psikolog']);
  });
});

describe('messages', () => {
  it('counseling-94 checks length and type of a message (C-20)', async () => {
    const { client, sessionId } = await stage.createSession('active');
    const longest = '💙'.repeat(5_000);
    const kept = await stage.sendMessage(client, sessionId, ` \n${longest}\t `);
    expect(kept.status).toBe(201);
    expect(kept.body.data.content).toBe(longest);
    expect((await stage.sendMessage(client, sessionId, 'a')).status).toBe(201);
    for (const message of ['', '  \n ', `${longest}!`]) {
      const refused = await stage.sendMessage(client, sessionId, message);
      expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
      expect(refused.body.message).toContain('message:');
    }
    for (const messageType of ['image', 'automated', 'system', 'TEXT', '', 1, null, undefined]) {
      const refused = await stage.sendMessage(client, sessionId, 'Halo', { messageType });
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

  it('counseling-96 takes messages only while the chat is open', async () => {
    const expected: [SessionStage, number][] = [
      ['pending', 400],
      ['greeted', 400],
      ['active', 201],
      ['warned', 201],
      ['completed', 400],
      ['cancelled', 400],
    ];
    for (const [scene, status] of expected) {
      const session = await stage.createSession(scene);
      for (const person of [session.client, session.psychologist]) {
        const sent = await stage.sendMessage(person, session.sessionId, 'Halo');
        expect([scene, sent.status]).toEqual([scene, status]);
      }
    }
  });
});

import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser, Wire } from '../../support/harness/test-system';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { dumpDatabase } from '../../support/checks/stored-data';

const MINUTE = 60_000;
const WORDS = {
  keyTopics: ['tidur yang kurang', 'ujian'],
  actionItems: ['jalan pagi tiga kali seminggu'],
  sessionNotes: 'Membahas rutinitas malam sebelum ujian.',
};

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

/** Says something so many seconds after the session's start. */
async function sayAt(session: TestSession, by: TestUser, seconds: number): Promise<void> {
  stage.clock.set(session.startsAt + seconds * 1000);
  const { status } = await stage.sendMessage(by, session.sessionId, `Pada detik ${seconds}`);
  expect(status).toBe(201);
}

/** Thirty minutes in which two people wrote two messages each, and answered each other twice. */
async function held(): Promise<TestSession> {
  const session = await stage.createSession('active');
  const { client, psychologist } = session;
  await sayAt(session, client, 60);
  await sayAt(session, psychologist, 120);
  await sayAt(session, psychologist, 130);
  await sayAt(session, client, 220);
  await stage.runStep(session, 'end-button');
  await stage.runStep(session, 'auto-end');
  return session;
}

async function conversationOf({ sessionId }: TestSession): Promise<string> {
  const [row] = await stage.system.query<{ id: string }>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [sessionId],
  );
  return row?.id ?? '';
}

async function call(
  method: string,
  session: TestSession,
  { as, what = 'summary', body }: { as: TestUser; what?: string; body?: object },
): Promise<ApiResponse> {
  const path = `/api/conversations/${await conversationOf(session)}/${what}`;
  return stage.system.call(method, path, { as, ...(body ? { body } : {}) });
}

async function summaryOf(session: TestSession, as = session.client): Promise<Wire> {
  const { status, body } = await call('GET', session, { as });
  expect(status).toBe(200);
  return body.data;
}

const rate = (session: TestSession, as: TestUser, rating: unknown): Promise<ApiResponse> =>
  call('POST', session, { as, what: 'rating', body: { rating } });

const iso = (at: number): string => new Date(at).toISOString();

describe('what a session came to', () => {
  it('tutoring-83 names the conversation, the consultation and its type', async () => {
    const session = await held();
    expect(await summaryOf(session)).toMatchObject({
      conversationId: await conversationOf(session),
      consultationId: session.counselingId,
      sessionType: 'consultation',
    });
    const direct = await stage.system.call('POST', '/api/v1/conversations', {
      as: stage.team,
      body: { toId: session.client.id, message: 'Halo' },
    });
    const { conversationId } = direct.body.data as { conversationId: string };
    const general = await stage.system.call('GET', `/api/conversations/${conversationId}/summary`, {
      as: session.client,
    });
    expect(general.body.data).toMatchObject({
      ...{ conversationId, consultationId: null, sessionType: 'general' },
      summary: { totalMessages: 1 },
    });
  });

  it('tutoring-84 tells start, end and the minutes between, as they really were', async () => {
    const session = await stage.createSession('active');
    stage.clock.set(session.startsAt + 12.5 * MINUTE);
    expect((await stage.end(session.client, session.sessionId)).status).toBe(200);
    expect(await summaryOf(session)).toMatchObject({
      startTime: iso(session.startsAt),
      endTime: iso(session.startsAt + 12.5 * MINUTE),
      duration: 12.5,
    });
  });

  it('tutoring-85 tells of each participant when they came and left, and what they shared', async () => {
    const session = await held();
    const { participants } = await summaryOf(session, session.psychologist);
    const of = (person: TestUser): Wire =>
      (participants as Wire[]).find((one) => one.userId === person.id);
    expect(participants).toHaveLength(2);
    expect(of(session.client)).toEqual({
      userId: session.client.id,
      joinedAt: iso(session.startsAt + MINUTE),
      leftAt: iso(session.endsAt),
      messageCount: 2,
      filesShared: 0,
    });
    expect(of(session.psychologist)).toMatchObject({ messageCount: 2 });
    const shared = await stage.createSession('active');
    const path = `/api/conversations/${await conversationOf(shared)}/upload`;
    const file = { name: 'bab-tiga.txt', bytes: Buffer.from('Bab tiga: metodologi.\n') };
    const as = shared.client;
    const sent = await stage.system.call('POST', path, { as, body: uploadForm(file) });
    expect(sent.status).toBe(201);
    await stage.end(shared.client, shared.sessionId);
    const { participants: sharing, summary } = await summaryOf(shared);
    expect(sharing).toContainEqual(
      expect.objectContaining({ userId: shared.client.id, messageCount: 1, filesShared: 1 }),
    );
    expect(summary).toMatchObject({ totalMessages: 1, filesShared: 1 });
    const lonely = await stage.createSession('completed');
    const missed = (await summaryOf(lonely)).participants as Wire[];
    expect(missed).toEqual(missed.map((one) => ({ ...one, joinedAt: null, leftAt: null })));
  });

  it('tutoring-86 counts what people wrote, and holds what the psychologist noted, sealed', async () => {
    const session = await held();
    const empty = { keyTopics: [], actionItems: [], sessionNotes: '' };
    const counted = { totalMessages: 4, filesShared: 0 };
    expect((await summaryOf(session)).summary).toEqual({ ...counted, ...empty });
    const kept = await call('PUT', session, { as: session.psychologist, body: WORDS });
    expect(kept.body.data.summary).toEqual({ ...counted, ...WORDS });
    expect((await summaryOf(session, session.client)).summary).toEqual({ ...counted, ...WORDS });
    for (const as of [session.client, stage.team]) {
      expect((await call('PUT', session, { as, body: WORDS })).status).toBe(403);
    }
    const traces = await dumpDatabase(stage.system);
    expect(findPlaintext('rutinitas', traces)).toEqual([]);
    const long = { ...WORDS, sessionNotes: 'x'.repeat(5_001) };
    const refused = await call('PUT', session, { as: session.psychologist, body: long });
    expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
  });

  it('tutoring-87 averages how long people waited for each other, and for no automated line', async () => {
    // A minute from the client's first message to the answer; a hundred seconds from that turn's
    // first message to the next. The greeting of ten minutes before counts for nobody.
    expect((await summaryOf(await held())).analytics.responseTime).toBe(80);
    expect(
      (await summaryOf(await stage.createSession('completed'))).analytics.responseTime,
    ).toBeNull();
  });

  it('tutoring-88 tells the messages a minute', async () => {
    expect((await summaryOf(await held())).analytics.engagement).toBe(0.13);
  });

  it("tutoring-89 has the client's rating, given once, after the end", async () => {
    const session = await stage.createSession('active');
    const early = await rate(session, session.client, 5);
    expect(early.body).toMatchObject({ statusCode: 409, code: 'session-not-held' });
    await stage.end(session.psychologist, session.sessionId);
    expect((await summaryOf(session)).analytics.satisfaction).toBeNull();
    for (const odd of [0, 6, 4.5, '5', null]) {
      expect((await rate(session, session.client, odd)).status).toBe(400);
    }
    expect((await rate(session, session.psychologist, 5)).status).toBe(403);
    const both = await Promise.all([4, 2].map((stars) => rate(session, session.client, stars)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const taken = both.find(({ status }) => status === 201)?.body.data.analytics.satisfaction;
    expect((await summaryOf(session, session.psychologist)).analytics.satisfaction).toBe(taken);
  });

  it('tutoring-90 was made with the end, and says when somebody last added to it', async () => {
    const session = await held();
    const end = iso(session.endsAt);
    expect(await summaryOf(session)).toMatchObject({ createdAt: end, updatedAt: end });
    stage.clock.advance(90 * MINUTE);
    await call('PUT', session, { as: session.psychologist, body: WORDS });
    expect(await summaryOf(session)).toMatchObject({
      createdAt: end,
      updatedAt: iso(session.endsAt + 90 * MINUTE),
    });
  });
});

describe('consultations', () => {
  it('tutoring-05 are the counseling sessions themselves, in one list with everything else', async () => {
    const session = await stage.book();
    const id = await conversationOf(session);
    for (const as of [session.client, session.psychologist]) {
      const { body } = await stage.system.call('GET', '/api/conversations', { as });
      expect(body.data.conversations).toEqual([
        expect.objectContaining({
          ...{ id, type: 'consultation', consultationId: session.counselingId },
        }),
      ]);
    }
    const body = { type: 'consultation', consultationId: session.counselingId };
    const made = await stage.system.call('POST', '/api/conversations', { as: stage.team, body });
    expect(made.status).toBe(403);
  });

  it('tutoring-37 are booked, invited to, opened, talked in, and summed up by one system', async () => {
    const session = await stage.book();
    const kinds = async (as: TestUser): Promise<string[]> => {
      const { body } = await stage.system.call('GET', '/api/v1/notifications', { as });
      return (body.data as Wire[]).map((note) => note.kind as string);
    };
    expect(await kinds(session.client)).toEqual(['session_invited']);
    expect(await kinds(session.psychologist)).toEqual(['session_booked']);
    const early = await call('GET', session, { as: session.client });
    expect(early.body).toMatchObject({
      ...{ statusCode: 409, code: 'session-not-held' },
      details: { endsAt: iso(session.endsAt) },
    });
    const settings = { autoArchive: true };
    const wished = await stage.system.call(
      'PATCH',
      `/api/conversations/${await conversationOf(session)}`,
      { as: session.psychologist, body: { settings } },
    );
    expect(wished.status).toBe(200);
    await stage.runStep(session, 'initial-message');
    await stage.runStep(session, 'enable-chat');
    expect(await kinds(session.psychologist)).toEqual(['session_opened', 'session_booked']);
    await sayAt(session, session.client, 30);
    await sayAt(session, session.psychologist, 45);
    await stage.runStep(session, 'end-button');
    await stage.runStep(session, 'auto-end');
    expect((await stage.sendMessage(session.client, session.sessionId, 'Lagi?')).status).toBe(400);
    const summary = await summaryOf(session);
    expect(summary).toMatchObject({ summary: { totalMessages: 2 }, duration: 30 });
    const archived = async (as: TestUser): Promise<string[]> => {
      const { body } = await stage.system.call('GET', '/api/conversations?archived=true', { as });
      return (body.data.conversations as Wire[]).map((one) => one.id as string);
    };
    for (const as of [session.client, session.psychologist]) {
      expect(await archived(as)).toEqual([await conversationOf(session)]);
    }
    const path = `/api/v1/chat/sessions/${session.sessionId}/summary`;
    const same = await stage.system.call('GET', path, { as: session.psychologist });
    expect(same.body.data).toEqual(summary);
    const stranger = await stage.system.addUser('client');
    for (const as of [stranger, stage.team]) {
      expect((await call('GET', session, { as })).status).toBe(403);
      expect((await stage.system.call('GET', path, { as })).status).toBe(403);
    }
  });
});

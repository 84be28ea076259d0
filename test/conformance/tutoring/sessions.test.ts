import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { z } from 'zod';
import { notificationResponse } from '../../../src/api/counseling/counseling-schemas';
import { summaryResponse } from '../../../src/api/shared/summary-routes';
import { conversationListResponse } from '../../../src/api/tutoring/tutoring-schemas';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { dumpDatabase } from '../../support/checks/stored-data';

const MINUTE = 60_000;
const SUMMARY = {
  keyTopics: ['tidur yang kurang', 'ujian'],
  actionItems: ['jalan pagi tiga kali seminggu'],
  sessionNotes: 'Membahas rutinitas malam sebelum ujian.',
};

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

/** Sends a message some seconds after the session's start. */
async function sendAt(session: TestSession, by: TestUser, seconds: number): Promise<void> {
  harness.clock.set(session.startsAt + seconds * 1000);
  const { status } = await harness.sendMessage(by, session.sessionId, `Pada detik ${seconds}`);
  expect(status).toBe(201);
}

/** A session of thirty minutes with two messages of each participant and two responses. */
async function completedSession(): Promise<TestSession> {
  const session = await harness.createSession('active');
  const { client, psychologist } = session;
  await sendAt(session, client, 60);
  await sendAt(session, psychologist, 120);
  await sendAt(session, psychologist, 130);
  await sendAt(session, client, 220);
  await harness.runStep(session, 'end-button');
  await harness.runStep(session, 'auto-end');
  return session;
}

async function conversationOf({ sessionId }: TestSession): Promise<string> {
  const [row] = await harness.system.query<{ id: string }>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [sessionId],
  );
  return row?.id ?? '';
}

type Summary = z.infer<typeof summaryResponse>;

async function call(
  method: string,
  session: TestSession,
  { as, what = 'summary', body }: { as: TestUser; what?: string; body?: object },
): Promise<ApiResponse<Summary>> {
  const path = `/api/conversations/${await conversationOf(session)}/${what}`;
  const reply = summaryResponse;
  return harness.system.call(method, path, { as, reply, ...(body ? { body } : {}) });
}

async function summaryOf(session: TestSession, as = session.client): Promise<Summary> {
  const { status, body } = await call('GET', session, { as });
  expect(status).toBe(200);
  return body.data;
}

const rate = (session: TestSession, as: TestUser, rating: unknown): Promise<ApiResponse<Summary>> =>
  call('POST', session, { as, what: 'rating', body: { rating } });

const iso = (at: number): string => new Date(at).toISOString();

describe('a session summary', () => {
  it('tutoring-83 references the conversation, the consultation and its type', async () => {
    const session = await completedSession();
    expect(await summaryOf(session)).toMatchObject({
      conversationId: await conversationOf(session),
      consultationId: session.counselingId,
      sessionType: 'consultation',
    });
    const direct = await harness.system.call('POST', '/api/v1/conversations', {
      as: harness.team,
      body: { toId: session.client.id, message: 'Halo' },
      reply: messageResponse,
    });
    const { conversationId } = direct.body.data;
    const general = await harness.system.call(
      'GET',
      `/api/conversations/${conversationId}/summary`,
      {
        as: session.client,
      },
    );
    expect(general.body.data).toMatchObject({
      ...{ conversationId, consultationId: null, sessionType: 'general' },
      summary: { totalMessages: 1 },
    });
  });

  it('tutoring-84 reports the real start, end and minutes between', async () => {
    const session = await harness.createSession('active');
    harness.clock.set(session.startsAt + 12.5 * MINUTE);
    expect((await harness.end(session.client, session.sessionId)).status).toBe(200);
    expect(await summaryOf(session)).toMatchObject({
      startTime: iso(session.startsAt),
      endTime: iso(session.startsAt + 12.5 * MINUTE),
      duration: 12.5,
    });
  });

  it('tutoring-85 reports for each participant when they joined and left, and what they shared', async () => {
    const session = await completedSession();
    const { participants } = await summaryOf(session, session.psychologist);
    const participantOf = (user: TestUser) => participants.find((one) => one.userId === user.id);
    expect(participants).toHaveLength(2);
    expect(participantOf(session.client)).toEqual({
      userId: session.client.id,
      joinedAt: iso(session.startsAt + MINUTE),
      leftAt: iso(session.endsAt),
      messageCount: 2,
      filesShared: 0,
    });
    expect(participantOf(session.psychologist)).toMatchObject({ messageCount: 2 });
    const shared = await harness.createSession('active');
    const path = `/api/conversations/${await conversationOf(shared)}/upload`;
    const file = { name: 'bab-tiga.txt', bytes: Buffer.from('Bab tiga: metodologi.\n') };
    const as = shared.client;
    const sent = await harness.system.call('POST', path, { as, body: uploadForm(file) });
    expect(sent.status).toBe(201);
    await harness.end(shared.client, shared.sessionId);
    const { participants: sharing, summary } = await summaryOf(shared);
    expect(sharing).toContainEqual(
      expect.objectContaining({ userId: shared.client.id, messageCount: 1, filesShared: 1 }),
    );
    expect(summary).toMatchObject({ totalMessages: 1, filesShared: 1 });
    const lonely = await harness.createSession('completed');
    const missed = (await summaryOf(lonely)).participants;
    expect(missed).toEqual(missed.map((one) => ({ ...one, joinedAt: null, leftAt: null })));
  });

  it("tutoring-86 counts users' messages and contains the psychologist's notes, stored encrypted", async () => {
    const session = await completedSession();
    const empty = { keyTopics: [], actionItems: [], sessionNotes: '' };
    const counted = { totalMessages: 4, filesShared: 0 };
    expect((await summaryOf(session)).summary).toEqual({ ...counted, ...empty });
    const stored = await call('PUT', session, { as: session.psychologist, body: SUMMARY });
    expect(stored.body.data.summary).toEqual({ ...counted, ...SUMMARY });
    expect((await summaryOf(session, session.client)).summary).toEqual({ ...counted, ...SUMMARY });
    for (const as of [session.client, harness.team]) {
      expect((await call('PUT', session, { as, body: SUMMARY })).status).toBe(403);
    }
    const dump = await dumpDatabase(harness.system);
    expect(findPlaintext('rutinitas', dump)).toEqual([]);
    const long = { ...SUMMARY, sessionNotes: 'x'.repeat(5_001) };
    const refused = await call('PUT', session, { as: session.psychologist, body: long });
    expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
  });

  it('tutoring-87 averages response times without automated messages', async () => {
    // 60 s from the client's first message to the answer, 100 s from the psychologist's first
    // message to the next answer. Automated messages do not count.
    expect((await summaryOf(await completedSession())).analytics.responseTime).toBe(80);
    expect(
      (await summaryOf(await harness.createSession('completed'))).analytics.responseTime,
    ).toBeNull();
  });

  it('tutoring-88 reports the messages per minute', async () => {
    expect((await summaryOf(await completedSession())).analytics.engagement).toBe(0.13);
  });

  it("tutoring-89 contains the client's rating, given once, after the end", async () => {
    const session = await harness.createSession('active');
    const early = await rate(session, session.client, 5);
    expect(early.body).toMatchObject({ statusCode: 409, code: 'session-not-held' });
    await harness.end(session.psychologist, session.sessionId);
    expect((await summaryOf(session)).analytics.satisfaction).toBeNull();
    for (const rating of [0, 6, 4.5, '5', null]) {
      expect((await rate(session, session.client, rating)).status).toBe(400);
    }
    expect((await rate(session, session.psychologist, 5)).status).toBe(403);
    const both = await Promise.all([4, 2].map((stars) => rate(session, session.client, stars)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const accepted = both.find(({ status }) => status === 201)?.body.data.analytics.satisfaction;
    expect((await summaryOf(session, session.psychologist)).analytics.satisfaction).toBe(accepted);
  });

  it('tutoring-90 is created at the end and reports when it was last changed', async () => {
    const session = await completedSession();
    const end = iso(session.endsAt);
    expect(await summaryOf(session)).toMatchObject({ createdAt: end, updatedAt: end });
    harness.clock.advance(90 * MINUTE);
    await call('PUT', session, { as: session.psychologist, body: SUMMARY });
    expect(await summaryOf(session)).toMatchObject({
      createdAt: end,
      updatedAt: iso(session.endsAt + 90 * MINUTE),
    });
  });
});

describe('consultations', () => {
  it('tutoring-05 are the counseling sessions, in one list with every other conversation', async () => {
    const session = await harness.book();
    const id = await conversationOf(session);
    for (const as of [session.client, session.psychologist]) {
      const call = { as, reply: conversationListResponse };
      const { body } = await harness.system.call('GET', '/api/conversations', call);
      expect(body.data.conversations).toEqual([
        expect.objectContaining({
          ...{ id, type: 'consultation', consultationId: session.counselingId },
        }),
      ]);
    }
    const body = { type: 'consultation', consultationId: session.counselingId };
    const rejected = await harness.system.call('POST', '/api/conversations', {
      as: harness.team,
      body,
    });
    expect(rejected.status).toBe(403);
  });

  it('tutoring-37 are booked, announced, opened, used and summarized by one system', async () => {
    const session = await harness.book();
    const kinds = async (as: TestUser): Promise<string[]> => {
      const call = { as, reply: z.array(notificationResponse) };
      const { body } = await harness.system.call('GET', '/api/v1/notifications', call);
      return body.data.map(({ kind }) => kind);
    };
    expect(await kinds(session.client)).toEqual(['session_invited']);
    expect(await kinds(session.psychologist)).toEqual(['session_booked']);
    const early = await call('GET', session, { as: session.client });
    expect(early.body).toMatchObject({
      ...{ statusCode: 409, code: 'session-not-held' },
      details: { endsAt: iso(session.endsAt) },
    });
    const settings = { autoArchive: true };
    const updated = await harness.system.call(
      'PATCH',
      `/api/conversations/${await conversationOf(session)}`,
      { as: session.psychologist, body: { settings } },
    );
    expect(updated.status).toBe(200);
    await harness.runStep(session, 'initial-message');
    await harness.runStep(session, 'enable-chat');
    expect(await kinds(session.psychologist)).toEqual(['session_opened', 'session_booked']);
    await sendAt(session, session.client, 30);
    await sendAt(session, session.psychologist, 45);
    await harness.runStep(session, 'end-button');
    await harness.runStep(session, 'auto-end');
    expect((await harness.sendMessage(session.client, session.sessionId, 'Lagi?')).status).toBe(
      400,
    );
    const summary = await summaryOf(session);
    expect(summary).toMatchObject({ summary: { totalMessages: 2 }, duration: 30 });
    const archived = async (as: TestUser): Promise<string[]> => {
      const call = { as, reply: conversationListResponse };
      const { body } = await harness.system.call('GET', '/api/conversations?archived=true', call);
      return body.data.conversations.map(({ id }) => id);
    };
    for (const as of [session.client, session.psychologist]) {
      expect(await archived(as)).toEqual([await conversationOf(session)]);
    }
    const path = `/api/v1/chat/sessions/${session.sessionId}/summary`;
    const same = await harness.system.call('GET', path, { as: session.psychologist });
    expect(same.body.data).toEqual(summary);
    const stranger = await harness.system.addUser('client');
    for (const as of [stranger, harness.team]) {
      expect((await call('GET', session, { as })).status).toBe(403);
      expect((await harness.system.call('GET', path, { as })).status).toBe(403);
    }
  });
});

import type * as Ably from 'ably';
import type { Typing } from '../../../src/chat/announce-typing';
import { waitForMessage } from '../../support/recorders/session-events';
import type { ReceivedMessage, AblyRecorder } from '../../support/recorders/ably-recorder';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

let harness: SessionHarness;
let session: TestSession;
let byClient: AblyRecorder;
let byPsychologist: AblyRecorder;

beforeAll(async () => {
  harness = await SessionHarness.start();
  session = await harness.createSession('active');
  const { client, psychologist, sessionId } = session;
  [byClient, byPsychologist] = await Promise.all([
    harness.recordSession(client, sessionId),
    harness.recordSession(psychologist, sessionId),
  ]);
  await Promise.all([byClient, byPsychologist].map((one) => one.subscribe(typingOf(sessionId))));
});
afterAll(() => harness.stop());

const typingOf = (sessionId: string): string => `typing:session:${sessionId}`;

async function messageCount(sessionId: string): Promise<number | undefined> {
  const [row] = await harness.system.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM messages m
     JOIN chat_sessions s ON s.conversation_id = m.conversation_id WHERE s.id = $1`,
    [sessionId],
  );
  return row?.count;
}

function typing(as: TestUser, body: object, path = '/api/v1/chat/typing') {
  return harness.system.call<Typing>('POST', path, { as, body });
}

function rejection(work: Promise<unknown>): Promise<Ably.ErrorInfo> {
  return work.then(
    () => {
      throw new Error('The call was not rejected');
    },
    (error: Ably.ErrorInfo) => error,
  );
}

describe('messages', () => {
  it('counseling-40 are sent by POST /api/v1/chat/messages', async () => {
    const { client, sessionId } = session;
    const response = await harness.sendMessage(
      client,
      sessionId,
      "Hello, I've been feeling anxious lately...",
    );
    expect(response.status).toBe(201);
    const { data, ...envelope } = response.body;
    expect(envelope).toEqual({ success: true, message: 'Message sent' });
    expect(data).toMatchObject({
      sessionId,
      senderId: client.id,
      senderName: client.fullName,
      senderRole: 'client',
      content: "Hello, I've been feeling anxious lately...",
      message: "Hello, I've been feeling anxious lately...",
      messageType: 'text',
      isAutomated: false,
    });
    expect(data.id).toMatch(/^\d+$/);
    expect(data.createdAt).toBe(new Date(harness.clock.now()).toISOString());
  });

  it('counseling-41 are accepted only from the two participants', async () => {
    const before = await messageCount(session.sessionId);
    const strangers = [
      await harness.system.addUser('client'),
      await harness.system.addUser('psychologist'),
      harness.team,
    ];
    for (const stranger of strangers) {
      const response = await harness.sendMessage(stranger, session.sessionId, 'Halo');
      expect(response.status).toBe(403);
    }
    expect(await messageCount(session.sessionId)).toBe(before);
    const { psychologist, sessionId } = session;
    expect((await harness.sendMessage(psychologist, sessionId, 'Selamat siang')).status).toBe(201);
    expect(await messageCount(session.sessionId)).toBe((before ?? 0) + 1);
  });

  it('counseling-42 are rejected while the chat is closed', async () => {
    const pending = await harness.createSession('pending', { startsIn: 3 * 3_600_000 });
    for (const user of [pending.client, pending.psychologist]) {
      expect((await harness.sendMessage(user, pending.sessionId, 'Halo')).status).toBe(400);
    }
    expect(await messageCount(pending.sessionId)).toBe(0);
  });

  it('counseling-43 are stored encrypted in the database', async () => {
    const { client, sessionId } = session;
    const sent = await harness.sendMessage(client, sessionId, 'Tolong simpan kalimat ini');
    const [row] = await harness.system.query<Record<string, unknown> & { content: Buffer }>(
      'SELECT seq, sender_id, type, is_automated, content, created_at FROM messages WHERE id = $1',
      [sent.body.data.id],
    );
    expect(row).toMatchObject({
      seq: sent.body.data.seq,
      sender_id: client.id,
      type: 'text',
      is_automated: false,
      created_at: new Date(sent.body.data.createdAt),
    });
    expect(row?.content.includes('simpan')).toBe(false);
    const page = await harness.history(session.psychologist, sessionId, '&limit=1');
    expect(page.body.data.data[0]?.content).toBe('Tolong simpan kalimat ini');
  });

  it("counseling-44 are published on the session's Ably channel", async () => {
    const { client, sessionId } = session;
    const sent = await harness.sendMessage(client, sessionId, 'Apakah Anda di sana?');
    const received = await byPsychologist.waitFor(
      'the message',
      (one) => one.name === 'message' && (one.data as { id: string }).id === sent.body.data.id,
    );
    expect(received.channel).toBe(`chat:session:${sessionId}`);
    const { message: _alias, ...view } = sent.body.data;
    expect(received.data).toEqual(view);
    // The sender receives it on the same channel, on every device.
    await waitForMessage(byClient, 'Apakah Anda di sana?');
  });
});

describe('typing', () => {
  it('counseling-46 is published by the client directly', async () => {
    const { client, sessionId } = session;
    const notice = { userId: client.id, isTyping: true, timestamp: new Date().toISOString() };
    const channel = byClient.client.channels.get(typingOf(sessionId));
    await channel.publish('typing', notice);
    const received = await byPsychologist.waitFor('typing', (one) => one.name === 'typing');
    expect(received.data).toEqual(notice);
    // Ably authenticates the sender: the token is bound to the user.
    expect(received.clientId).toBe(client.id);
    const forged = { name: 'typing', clientId: session.psychologist.id, data: notice };
    expect((await rejection(channel.publish(forged))).statusCode).toBe(400);
  });

  it('counseling-47 uses typing:session:<sessionId>, only while the chat is open', async () => {
    const { psychologist, sessionId } = session;
    await typing(psychologist, { sessionId, isTyping: true });
    const matches = (one: ReceivedMessage): boolean =>
      one.name === 'typing' && one.data['userId'] === psychologist.id;
    const received = await byClient.waitFor('typing of the psychologist', matches);
    expect(received.channel).toBe(typingOf(sessionId));
    const pending = await harness.createSession('pending', { startsIn: 4 * 3_600_000 });
    const refused = await typing(pending.client, { sessionId: pending.sessionId, isTyping: true });
    expect(refused.status).toBe(400);
    expect((await typing(harness.team, { sessionId, isTyping: true })).status).toBe(403);
  });

  it('counseling-48 carries only { userId, isTyping, timestamp }', async () => {
    const { psychologist, sessionId } = session;
    const paths = ['/api/v1/chat/typing', `/api/v1/chat/sessions/${sessionId}/typing`];
    for (const [index, path] of paths.entries()) {
      for (const isTyping of [true, false]) {
        harness.clock.advance(1_000);
        const timestamp = new Date(harness.clock.now()).toISOString();
        const body = index === 0 ? { sessionId, isTyping } : { isTyping };
        const response = await typing(psychologist, body, path);
        const expected = { userId: psychologist.id, isTyping, timestamp };
        expect(response.body.data).toEqual(expected);
        const received = await byClient.waitFor(
          'the same on the channel',
          (one) => (one.data as Partial<Typing>).timestamp === timestamp,
        );
        expect(received.data).toEqual(expected);
      }
    }
  });

  it('C-51 is permitted by a token only while the chat is open', async () => {
    const pending = await harness.createSession('greeted', { startsIn: 5 * 3_600_000 });
    const early = await harness.recordSession(pending.client, pending.sessionId);
    const channel = early.client.channels.get(typingOf(pending.sessionId));
    expect((await rejection(channel.publish('typing', {}))).code).toBe(40160);
    await harness.runStep(pending, 'enable-chat');
    await early.client.auth.authorize();
    await expect(channel.publish('typing', { isTyping: true })).resolves.toBeDefined();
  });
});

import {
  messageListResponse,
  oneMessageResponse,
} from '../../../src/api/tutoring/tutoring-schemas';
import { only } from '../../support/harness/only';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture, textsOf } from '../../support/fixtures/tutoring-fixture';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { dumpDatabase } from '../../support/checks/stored-data';
import { waitFor } from '../../support/harness/wait-for';
import { INSTANT } from '../../support/contracts/contract-texts';

let harness: SessionHarness;
let system: TestSystem;
let fixture: TutoringFixture;
let session: TestSession;
let student: TestUser;
let tutor: TestUser;
let id: string;
beforeAll(async () => {
  harness = await SessionHarness.start();
  ({ system } = harness);
  fixture = new TutoringFixture(system);
  session = await harness.createSession('active');
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  id = await fixture.createDirect(tutor, student);
});
afterAll(() => harness.stop());

/** Marks everything as read by the student, as the web app does. */
async function readAll(): Promise<void> {
  const path = `/api/v1/conversations/${id}/read`;
  expect((await system.call('PUT', path, { as: student, body: {} })).status).toBe(200);
}

describe('a tutoring message', () => {
  it('tutoring-53 belongs to a conversation and a sender', async () => {
    await fixture.sendMessage(tutor, id, 'Halo');
    expect(await fixture.onlyMessage(student, id)).toMatchObject({
      conversationId: id,
      senderId: tutor.id,
    });
  });

  it('tutoring-54 is a text, a sticker or a system message; files have their own endpoint', async () => {
    await fixture.sendMessage(tutor, id, 'Halo', { type: 'text' });
    await fixture.sendMessage(tutor, id, '🎉', { type: 'sticker' });
    const types = (await fixture.messages(student, id)).map(({ type }) => type);
    expect(types).toEqual(['text', 'sticker']);
    const conversationId = session.response.body.data.chatSession?.conversationId ?? '';
    const [first] = await fixture.messages(session.client, conversationId);
    expect(first?.type).toBe('system');
    for (const type of ['system', 'file', 'image', 'automated', 'video']) {
      const body = { type, content: { text: 'Halo' } };
      expect((await fixture.call('POST', tutor, `/${id}/messages`, body)).status).toBe(400);
    }
  });

  it('tutoring-55 has its text at content.text', async () => {
    await fixture.sendMessage(tutor, id, '  Halo 😊  ');
    expect((await fixture.onlyMessage(student, id)).content).toEqual({ text: 'Halo 😊' });
  });

  it('tutoring-58 describes the event in a system message', async () => {
    const colleague = await system.addUser('psychologist');
    const group = await fixture.createGroup(tutor, [student]);
    const users = `/${group}/participants`;
    await fixture.agreeToJoin(student, group, [colleague]);
    await fixture.call('POST', tutor, users, { participantIds: [colleague.id] });
    await fixture.call('DELETE', colleague, `${users}/${colleague.id}`);
    const messages = await fixture.messages(student, group);
    expect(messages.map(({ content }) => content.systemMessage)).toEqual([
      { action: 'user_joined', data: { userId: colleague.id, byId: tutor.id } },
      { action: 'user_left', data: { userId: colleague.id } },
    ]);
    const conversationId = session.response.body.data.chatSession?.conversationId ?? '';
    const inSession = await fixture.messages(session.client, conversationId);
    const actions = inSession.map(({ content }) => content.systemMessage?.action);
    expect(actions).toContain('consultation_started');
  });

  it('tutoring-59 is sent, delivered, then read', async () => {
    await fixture.sendMessage(tutor, id, 'Halo');
    expect((await fixture.onlyMessage(tutor, id)).status).toBe('sent');
    await fixture.messages(student, id);
    await waitFor(
      'a delivery',
      async () => (await fixture.onlyMessage(tutor, id)).status === 'delivered',
    );
    await readAll();
    expect((await fixture.onlyMessage(tutor, id)).status).toBe('read');
  });

  it('tutoring-60 lists its readers and when they read it', async () => {
    await fixture.sendMessage(tutor, id, 'Halo');
    expect((await fixture.onlyMessage(tutor, id)).readBy).toEqual([]);
    await readAll();
    const at = new Date(harness.clock.now()).toISOString();
    expect((await fixture.onlyMessage(tutor, id)).readBy).toEqual([
      { userId: student.id, readAt: at },
    ]);
  });

  it('tutoring-61 can reply to another message', async () => {
    const question = await fixture.sendMessage(student, id, 'Kapan?');
    const response = await fixture.sendMessage(tutor, id, 'Besok', { replyTo: question.id });
    expect(response.replyTo).toBe(question.id);
    expect((await fixture.messages(student, id))[1]?.replyTo).toBe(question.id);
    const otherConversation = await fixture.createDirect(
      tutor,
      await system.addUser('psychologist'),
    );
    const foreign = { content: { text: 'Halo' }, replyTo: question.id };
    expect(
      (await fixture.call('POST', tutor, `/${otherConversation}/messages`, foreign)).status,
    ).toBe(400);
  });

  it('tutoring-19 belongs to the thread of the message it replies to, at any depth (C-49)', async () => {
    const root = await fixture.sendMessage(student, id, 'Bab tiga?');
    const second = await fixture.sendMessage(tutor, id, 'Ya', { replyTo: root.id });
    const third = await fixture.sendMessage(student, id, 'Terima kasih', { replyTo: second.id });
    expect(root.threadRootId).toBeNull();
    expect([second.threadRootId, third.threadRootId]).toEqual([root.id, root.id]);
  });

  it("tutoring-64 carries the client's message id", async () => {
    const clientMessageId = 'app-17';
    const first = await fixture.sendMessage(tutor, id, 'Halo', { clientMessageId });
    const repeated = await fixture.sendMessage(tutor, id, 'Halo lagi', { clientMessageId });
    expect(repeated).toMatchObject({ id: first.id, content: { text: 'Halo' } });
    expect((await fixture.onlyMessage(student, id)).metadata).toEqual({ clientMessageId });
  });

  it('tutoring-65 returns and stores no device or address of its sender (C-35)', async () => {
    const agent = 'PonselRahasia/9.1';
    const response = await system.call('POST', `/api/conversations/${id}/messages`, {
      as: tutor,
      body: { content: { text: 'Halo' }, metadata: { deviceInfo: agent } },
      headers: { 'user-agent': agent, 'x-forwarded-for': '203.0.113.77' },
    });
    expect(response.status).toBe(201);
    const body = (await fixture.get(student, `/${id}/messages`)).text;
    const stored = await dumpDatabase(system);
    for (const secret of [agent, '203.0.113.77']) {
      expect(body).not.toContain(secret);
      expect(findPlaintext(secret, stored)).toEqual([]);
    }
  });
});

describe('reading tutoring messages', () => {
  it('tutoring-17 returns them unchanged every time', async () => {
    await fixture.sendMessage(tutor, id, 'satu');
    await fixture.sendMessage(student, id, 'dua');
    for (const user of [tutor, student, tutor]) {
      expect(textsOf(await fixture.messages(user, id))).toEqual(['satu', 'dua']);
    }
  });

  it('tutoring-04 includes archived conversations; texts are stored encrypted (C-27)', async () => {
    await fixture.sendMessage(tutor, id, 'Perpisahan yang panjang');
    await fixture.call('POST', student, `/${id}/archive`);
    expect(textsOf(await fixture.messages(student, id))).toEqual(['Perpisahan yang panjang']);
    expect(findPlaintext('Perpisahan', await dumpDatabase(system))).toEqual([]);
  });

  it('tutoring-106 is done at GET /api/conversations/:id/messages, by members only', async () => {
    await fixture.sendMessage(tutor, id, 'Halo');
    const path = `/${id}/messages`;
    expect((await fixture.get(student, path)).status).toBe(200);
    expect((await fixture.get(undefined, path)).status).toBe(401);
    expect((await fixture.get(await system.addUser('psychologist'), path)).status).toBe(403);
    expect((await fixture.get(harness.team, path)).status).toBe(403);
    expect((await fixture.get(tutor, '/999999/messages')).status).toBe(404);
    expect((await fixture.get(tutor, '/abc/messages')).status).toBe(404);
  });

  it('tutoring-107 returns pages of 50 unless another limit is given, newest first', async () => {
    for (let index = 1; index <= 52; index += 1)
      await fixture.sendMessage(tutor, id, `pesan ${index}`);
    const first = textsOf(await fixture.messages(student, id));
    expect([first.length, first[0], first.at(-1)]).toEqual([50, 'pesan 3', 'pesan 52']);
    expect(textsOf(await fixture.messages(student, id, '?page=2'))).toEqual(['pesan 1', 'pesan 2']);
    const two = await fixture.messages(student, id, '?limit=2&page=2');
    expect(textsOf(two)).toEqual(['pesan 49', 'pesan 50']);
  });

  it('tutoring-108 goes back from a time or from a message (C-21)', async () => {
    await fixture.sendMessage(tutor, id, 'satu');
    harness.clock.set(harness.clock.now() + 1000);
    const second = await fixture.sendMessage(tutor, id, 'dua');
    harness.clock.set(harness.clock.now() + 1000);
    await fixture.sendMessage(tutor, id, 'tiga');
    const before = async (cursor: string): Promise<string[]> =>
      textsOf(await fixture.messages(student, id, `?before=${cursor}&page=9`));
    expect(await before(second.createdAt)).toEqual(['satu']);
    expect(await before(second.id)).toEqual(['satu']);
    expect((await fixture.get(student, `/${id}/messages?before=gestern`)).status).toBe(400);
  });

  it('tutoring-109 searches the text', async () => {
    await fixture.sendMessage(tutor, id, 'Periksa bab metodologi');
    await fixture.sendMessage(student, id, 'Baik');
    const [found, ...more] = await fixture.messages(student, id, '?search=Metodologi');
    expect(more).toEqual([]);
    const { start, end } = only(found?.highlights ?? []);
    expect(found?.content.text.slice(start, end)).toBe('metodologi');
    expect(await fixture.messages(student, id, '?search=sitasi')).toEqual([]);
  });

  it('tutoring-110 returns messages and whether there are more', async () => {
    await fixture.sendMessage(tutor, id, 'satu');
    await fixture.sendMessage(tutor, id, 'dua');
    const { body } = await fixture.get(student, `/${id}/messages?limit=1`);
    expect(body).toMatchObject({
      success: true,
      data: {
        messages: [{ content: { text: 'dua' } }],
        pagination: { page: 1, limit: 1, hasMore: true },
      },
    });
    const path = `/${id}/messages?limit=1&page=2`;
    const last = await fixture.call('GET', student, path, undefined, messageListResponse);
    expect(last.body.data.pagination).toEqual({ page: 2, limit: 1, hasMore: false });
  });

  it('tutoring-111 returns every field of a message', async () => {
    await fixture.sendMessage(tutor, id, 'Halo');
    expect(await fixture.onlyMessage(student, id)).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      senderId: tutor.id,
      sender: { name: tutor.fullName, avatar: null },
      type: 'text',
      content: { text: 'Halo' },
      status: expect.stringMatching(/^(sent|delivered)$/),
      readBy: [],
      replyTo: null,
      reactions: [],
      createdAt: expect.stringMatching(INSTANT),
    });
  });
});

describe('sending a tutoring message', () => {
  it('tutoring-112 is done at POST /api/conversations/:id/messages', async () => {
    const question = await fixture.sendMessage(student, id, 'Sudah dibaca?');
    const body = {
      type: 'text',
      content: { text: 'Sudah, terima kasih' },
      replyTo: question.id,
      clientMessageId: 'client_1',
    };
    const sent = await fixture.call('POST', tutor, `/${id}/messages`, body);
    expect(sent.status).toBe(201);
    expect(textsOf(await fixture.messages(student, id))).toContain('Sudah, terima kasih');
    for (const wrong of [{}, { content: {} }, { content: { text: ' ' } }, { content: 'Halo' }]) {
      expect((await fixture.call('POST', tutor, `/${id}/messages`, wrong)).status).toBe(400);
    }
  });

  it('tutoring-113 stores repeated requests with one clientMessageId once', async () => {
    const options = { clientMessageId: 'client_2' };
    const all = await Promise.all(
      Array.from({ length: 8 }, () => fixture.sendMessage(tutor, id, 'Sekali saja', options)),
    );
    expect(new Set(all.map((message) => message.id)).size).toBe(1);
    await fixture.onlyMessage(student, id);
  });

  it('tutoring-114 returns the message', async () => {
    const body = { type: 'text', content: { text: 'Halo' } };
    const path = `/${id}/messages`;
    const response = (await fixture.call('POST', tutor, path, body, oneMessageResponse)).body;
    expect(response.success).toBe(true);
    expect(response.data.message).toMatchObject({
      conversationId: id,
      senderId: tutor.id,
      type: 'text',
      content: { text: 'Halo' },
      status: 'sent',
      createdAt: expect.stringMatching(INSTANT),
    });
  });

  it('tutoring-115 answers: Message sent successfully', async () => {
    const body = { content: { text: 'Halo' } };
    const response = await fixture.call('POST', tutor, `/${id}/messages`, body);
    expect(response.body.message).toBe('Message sent successfully');
  });
});

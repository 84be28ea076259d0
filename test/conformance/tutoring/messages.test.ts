import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser, TestSystem, Wire } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { dumpDatabase } from '../../support/checks/stored-data';
import { waitFor } from '../../support/harness/wait-for';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let stage: SessionHarness;
let system: TestSystem;
let scene: TutoringFixture;
let session: TestSession;
let student: TestUser;
let tutor: TestUser;
let id: string;
beforeAll(async () => {
  stage = await SessionHarness.start();
  ({ system } = stage);
  scene = new TutoringFixture(system);
  session = await stage.createSession('active');
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  id = await scene.createDirect(tutor, student);
});
afterAll(() => stage.stop());

const textsOf = (list: Wire[]): string[] => list.map(({ content }) => content.text as string);

async function only(as: TestUser): Promise<Wire> {
  const [message, ...more] = await scene.messages(as, id);
  expect(more).toEqual([]);
  return message;
}

/** The student marks everything as read, as the web app does. */
async function readAll(): Promise<void> {
  const path = `/api/v1/conversations/${id}/read`;
  expect((await system.call('PUT', path, { as: student, body: {} })).status).toBe(200);
}

describe('what a message is', () => {
  it('tutoring-53 belongs to a conversation and a sender', async () => {
    await scene.sendMessage(tutor, id, 'Halo');
    expect(await only(student)).toMatchObject({ conversationId: id, senderId: tutor.id });
  });

  it('tutoring-54 is a text, a sticker, or what the system says; files come by their own way', async () => {
    await scene.sendMessage(tutor, id, 'Halo', { type: 'text' });
    await scene.sendMessage(tutor, id, '🎉', { type: 'sticker' });
    const types = (await scene.messages(student, id)).map(({ type }) => type as string);
    expect(types).toEqual(['text', 'sticker']);
    const room = session.response.body.data.chatSession?.conversationId ?? '';
    const [first] = await scene.messages(session.client, room);
    expect(first.type).toBe('system');
    for (const type of ['system', 'file', 'image', 'automated', 'video']) {
      const body = { type, content: { text: 'Halo' } };
      expect((await scene.call('POST', tutor, `/${id}/messages`, body)).status).toBe(400);
    }
  });

  it('tutoring-55 has its text at content.text', async () => {
    await scene.sendMessage(tutor, id, '  Halo 😊  ');
    expect((await only(student)).content).toEqual({ text: 'Halo 😊' });
  });

  it('tutoring-58 says what happened where the system speaks', async () => {
    const colleague = await system.addUser('psychologist');
    const group = await scene.createGroup(tutor, [student]);
    const people = `/${group}/participants`;
    await scene.call('POST', tutor, people, { participantIds: [colleague.id] });
    await scene.call('DELETE', colleague, `${people}/${colleague.id}`);
    const said = (await scene.messages(student, group)).map(({ content }): Wire => content);
    expect(said.map(({ systemMessage }) => systemMessage as object)).toEqual([
      { action: 'user_joined', data: { userId: colleague.id, byId: tutor.id } },
      { action: 'user_left', data: { userId: colleague.id } },
    ]);
    const room = session.response.body.data.chatSession?.conversationId ?? '';
    const inSession = await scene.messages(session.client, room);
    const actions = inSession.map(({ content }) => content.systemMessage?.action as string);
    expect(actions).toContain('consultation_started');
  });

  it('tutoring-59 is sent, delivered, then read', async () => {
    await scene.sendMessage(tutor, id, 'Halo');
    expect((await only(tutor)).status).toBe('sent');
    await scene.messages(student, id);
    await waitFor('a delivery', async () => (await only(tutor)).status === 'delivered');
    await readAll();
    expect((await only(tutor)).status).toBe('read');
  });

  it('tutoring-60 names who read it, and when', async () => {
    await scene.sendMessage(tutor, id, 'Halo');
    expect((await only(tutor)).readBy).toEqual([]);
    await readAll();
    const at = new Date(stage.clock.now()).toISOString();
    expect((await only(tutor)).readBy).toEqual([{ userId: student.id, readAt: at }]);
  });

  it('tutoring-61 may answer another one', async () => {
    const asked = await scene.sendMessage(student, id, 'Kapan?');
    const answer = await scene.sendMessage(tutor, id, 'Besok', { replyTo: asked.id });
    expect(answer.replyTo).toBe(asked.id);
    expect((await scene.messages(student, id))[1].replyTo).toBe(asked.id);
    const elsewhere = await scene.createDirect(tutor, await system.addUser('psychologist'));
    const foreign = { content: { text: 'Halo' }, replyTo: asked.id };
    expect((await scene.call('POST', tutor, `/${elsewhere}/messages`, foreign)).status).toBe(400);
  });

  it('tutoring-19 belongs to the thread of what it answers, however far back that began (C-49)', async () => {
    const root = await scene.sendMessage(student, id, 'Bab tiga?');
    const second = await scene.sendMessage(tutor, id, 'Ya', { replyTo: root.id });
    const third = await scene.sendMessage(student, id, 'Terima kasih', { replyTo: second.id });
    expect(root.threadRootId).toBeNull();
    expect([second.threadRootId, third.threadRootId]).toEqual([root.id, root.id]);
  });

  it('tutoring-64 carries the id that its sender gave it', async () => {
    const clientMessageId = 'app-17';
    const first = await scene.sendMessage(tutor, id, 'Halo', { clientMessageId });
    const again = await scene.sendMessage(tutor, id, 'Halo lagi', { clientMessageId });
    expect(again).toMatchObject({ id: first.id, content: { text: 'Halo' } });
    expect((await only(student)).metadata).toEqual({ clientMessageId });
  });

  it('tutoring-65 tells and keeps nothing of the device or address of its sender (C-35)', async () => {
    const agent = 'PonselRahasia/9.1';
    const answer = await system.call('POST', `/api/conversations/${id}/messages`, {
      as: tutor,
      body: { content: { text: 'Halo' }, metadata: { deviceInfo: agent } },
      headers: { 'user-agent': agent, 'x-forwarded-for': '203.0.113.77' },
    });
    expect(answer.status).toBe(201);
    const told = (await scene.get(student, `/${id}/messages`)).text;
    const kept = await dumpDatabase(system);
    for (const secret of [agent, '203.0.113.77']) {
      expect(told).not.toContain(secret);
      expect(kept).not.toContain(secret);
    }
  });
});

describe('reading messages', () => {
  it('tutoring-17 finds them as they were written, however often', async () => {
    await scene.sendMessage(tutor, id, 'satu');
    await scene.sendMessage(student, id, 'dua');
    for (const person of [tutor, student, tutor]) {
      expect(textsOf(await scene.messages(person, id))).toEqual(['satu', 'dua']);
    }
  });

  it('tutoring-04 finds them in the archive too, and their words lie sealed (C-27)', async () => {
    await scene.sendMessage(tutor, id, 'Perpisahan yang panjang');
    await scene.call('POST', student, `/${id}/archive`);
    expect(textsOf(await scene.messages(student, id))).toEqual(['Perpisahan yang panjang']);
    expect(await dumpDatabase(system)).not.toContain('Perpisahan');
  });

  it('tutoring-106 is done at GET /api/conversations/:id/messages, by its people alone', async () => {
    await scene.sendMessage(tutor, id, 'Halo');
    const path = `/${id}/messages`;
    expect((await scene.get(student, path)).status).toBe(200);
    expect((await scene.get(undefined, path)).status).toBe(401);
    expect((await scene.get(await system.addUser('psychologist'), path)).status).toBe(403);
    expect((await scene.get(stage.team, path)).status).toBe(403);
    expect((await scene.get(tutor, '/999999/messages')).status).toBe(404);
    expect((await scene.get(tutor, '/abc/messages')).status).toBe(404);
  });

  it('tutoring-107 comes in pages, of 50 unless another limit is named, the newest first', async () => {
    for (let index = 1; index <= 52; index += 1)
      await scene.sendMessage(tutor, id, `pesan ${index}`);
    const first = textsOf(await scene.messages(student, id));
    expect([first.length, first[0], first.at(-1)]).toEqual([50, 'pesan 3', 'pesan 52']);
    expect(textsOf(await scene.messages(student, id, '?page=2'))).toEqual(['pesan 1', 'pesan 2']);
    const two = await scene.messages(student, id, '?limit=2&page=2');
    expect(textsOf(two)).toEqual(['pesan 49', 'pesan 50']);
  });

  it('tutoring-108 goes back from a time, or from a message (C-21)', async () => {
    await scene.sendMessage(tutor, id, 'satu');
    stage.clock.set(stage.clock.now() + 1000);
    const second = await scene.sendMessage(tutor, id, 'dua');
    stage.clock.set(stage.clock.now() + 1000);
    await scene.sendMessage(tutor, id, 'tiga');
    const before = async (cursor: string): Promise<string[]> =>
      textsOf(await scene.messages(student, id, `?before=${cursor}&page=9`));
    expect(await before(second.createdAt as string)).toEqual(['satu']);
    expect(await before(second.id as string)).toEqual(['satu']);
    expect((await scene.get(student, `/${id}/messages?before=gestern`)).status).toBe(400);
  });

  it('tutoring-109 searches the words', async () => {
    await scene.sendMessage(tutor, id, 'Periksa bab metodologi');
    await scene.sendMessage(student, id, 'Baik');
    const [found, ...more] = await scene.messages(student, id, '?search=Metodologi');
    expect(more).toEqual([]);
    const [{ start, end }] = found.highlights;
    expect(String(found.content.text).slice(start, end)).toBe('metodologi');
    expect(await scene.messages(student, id, '?search=sitasi')).toEqual([]);
  });

  it('tutoring-110 is answered with messages and whether there are more', async () => {
    await scene.sendMessage(tutor, id, 'satu');
    await scene.sendMessage(tutor, id, 'dua');
    const { body } = await scene.get(student, `/${id}/messages?limit=1`);
    expect(body).toMatchObject({
      success: true,
      data: {
        messages: [{ content: { text: 'dua' } }],
        pagination: { page: 1, limit: 1, hasMore: true },
      },
    });
    const last = await scene.get(student, `/${id}/messages?limit=1&page=2`);
    expect(last.body.data.pagination).toEqual({ page: 2, limit: 1, hasMore: false });
  });

  it('tutoring-111 shows all there is to a message', async () => {
    await scene.sendMessage(tutor, id, 'Halo');
    expect(await only(student)).toMatchObject({
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

describe('writing a message', () => {
  it('tutoring-112 is done at POST /api/conversations/:id/messages', async () => {
    const asked = await scene.sendMessage(student, id, 'Sudah dibaca?');
    const body = {
      type: 'text',
      content: { text: 'Sudah, terima kasih' },
      replyTo: asked.id,
      clientMessageId: 'client_1',
    };
    const sent = await scene.call('POST', tutor, `/${id}/messages`, body);
    expect(sent.status).toBe(201);
    expect(textsOf(await scene.messages(student, id))).toContain('Sudah, terima kasih');
    for (const wrong of [{}, { content: {} }, { content: { text: ' ' } }, { content: 'Halo' }]) {
      expect((await scene.call('POST', tutor, `/${id}/messages`, wrong)).status).toBe(400);
    }
  });

  it('tutoring-113 sends once, however often it is asked with one clientMessageId', async () => {
    const more = { clientMessageId: 'client_2' };
    const all = await Promise.all(
      Array.from({ length: 8 }, () => scene.sendMessage(tutor, id, 'Sekali saja', more)),
    );
    expect(new Set(all.map((message) => message.id as string)).size).toBe(1);
    await only(student);
  });

  it('tutoring-114 is answered with the message as it was sent', async () => {
    const body = { type: 'text', content: { text: 'Halo' } };
    const answer = (await scene.call('POST', tutor, `/${id}/messages`, body)).body;
    expect(answer.success).toBe(true);
    expect(answer.data.message).toMatchObject({
      conversationId: id,
      senderId: tutor.id,
      type: 'text',
      content: { text: 'Halo' },
      status: 'sent',
      createdAt: expect.stringMatching(INSTANT),
    });
  });

  it('tutoring-115 says: Message sent successfully', async () => {
    const body = { content: { text: 'Halo' } };
    const answer = await scene.call('POST', tutor, `/${id}/messages`, body);
    expect(answer.body.message).toBe('Message sent successfully');
  });
});

import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser, TestSystem, Wire } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let stage: SessionHarness;
let system: TestSystem;
let scene: TutoringFixture;
let session: TestSession;
let student: TestUser;
let tutor: TestUser;
let colleague: TestUser;
beforeAll(async () => {
  stage = await SessionHarness.start();
  ({ system } = stage);
  scene = new TutoringFixture(system);
  session = await stage.createSession('active');
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  colleague = await system.addUser('psychologist');
});
afterAll(() => stage.stop());

async function shown(as: TestUser, id: string): Promise<Wire> {
  const { status, body } = await scene.get(as, `/${id}`);
  expect(status).toBe(200);
  return body.data.conversation;
}

const idsOf = (list: Wire[]): string[] => list.map(({ id }) => id as string);
const roomOf = ({ response: answer }: TestSession): string =>
  answer.body.data.chatSession?.conversationId ?? '';

describe('the list of conversations', () => {
  it('tutoring-91 is served below the address at which the product listens', async () => {
    const answer = await fetch(`${system.url}/api/conversations`);
    expect(answer.status).toBe(401);
    expect(new URL(system.url).protocol).toBe('http:');
  });

  it('tutoring-92 wants a Bearer token, and JSON where something is sent', async () => {
    const body = JSON.stringify({ type: 'direct', participantIds: [student.id] });
    const post = (headers: Record<string, string>) =>
      fetch(`${system.url}/api/conversations`, { method: 'POST', headers, body });
    const json = { 'content-type': 'application/json' };
    const bearer = { authorization: `Bearer ${tutor.token}` };
    expect((await post(json)).status).toBe(401);
    const sent = await post({ ...bearer, ...json });
    expect(sent.status).toBe(201);
    expect(sent.headers.get('content-type')).toContain('application/json');
  });

  it('tutoring-93 is at GET /api/conversations, the one that moved last first', async () => {
    const first = await scene.createDirect(tutor, student);
    const second = await scene.createDirect(tutor, colleague);
    await scene.sendMessage(tutor, second, 'dulu');
    stage.clock.set(stage.clock.now() + 1000);
    await scene.sendMessage(tutor, first, 'baru');
    expect(idsOf(await scene.list(tutor))).toEqual([first, second]);
  });

  it('tutoring-94 comes in pages of 20 unless another limit is named', async () => {
    const many: string[] = [];
    for (let index = 0; index < 21; index += 1) {
      many.push(await scene.createGroup(tutor, [colleague], { title: `Grup ${index}` }));
    }
    expect((await scene.list(tutor)).length).toBe(20);
    expect(idsOf(await scene.list(tutor, '?page=2'))).toEqual([many[0]]);
    expect(idsOf(await scene.list(tutor, '?limit=2&page=2'))).toEqual([many[18], many[17]]);
    expect((await scene.get(tutor, '?limit=101')).status).toBe(400);
  });

  it('tutoring-95 is narrowed to one type', async () => {
    const direct = await scene.createDirect(tutor, student);
    const group = await scene.createGroup(tutor, [colleague]);
    expect(idsOf(await scene.list(tutor, '?type=direct'))).toEqual([direct]);
    expect(idsOf(await scene.list(tutor, '?type=group'))).toEqual([group]);
    expect(await scene.list(tutor, '?type=consultation')).toEqual([]);
    expect(idsOf(await scene.list(session.client, '?type=consultation'))).toEqual([
      roomOf(session),
    ]);
    expect((await scene.get(tutor, '?type=other')).status).toBe(400);
  });

  it('tutoring-96 shows what is archived, or what is not', async () => {
    const kept = await scene.createDirect(tutor, student);
    const put = await scene.createGroup(tutor, [colleague]);
    await scene.call('POST', tutor, `/${put}/archive`);
    expect(idsOf(await scene.list(tutor))).toEqual([kept]);
    expect(idsOf(await scene.list(tutor, '?archived=false'))).toEqual([kept]);
    expect(idsOf(await scene.list(tutor, '?archived=true'))).toEqual([put]);
  });

  it('tutoring-97 is answered with conversations and pagination', async () => {
    const { status, body } = await scene.get(tutor);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      data: { conversations: [], pagination: { page: 1, limit: 20, total: 0, totalPages: 0 } },
    });
  });

  it('tutoring-98 shows of each its type, title, consultation and people', async () => {
    const id = await scene.createDirect(tutor, student, { title: 'Skripsi' });
    expect((await scene.list(student))[0]).toMatchObject({
      id,
      type: 'direct',
      title: 'Skripsi',
      consultationId: null,
      participants: [
        { userId: student.id, role: 'student', user: { name: student.fullName, avatar: null } },
        { userId: tutor.id, role: 'tutor', user: { name: tutor.fullName, avatar: null } },
      ],
    });
  });

  it('tutoring-99 shows of each its last message', async () => {
    const id = await scene.createDirect(tutor, student);
    expect((await scene.list(student))[0].lastMessage).toBeNull();
    await scene.sendMessage(tutor, id, 'satu');
    const { createdAt } = await scene.sendMessage(student, id, 'dua');
    expect((await scene.list(tutor))[0].lastMessage).toEqual({
      content: 'dua',
      senderId: student.id,
      sentAt: createdAt,
      type: 'text',
    });
  });

  it('tutoring-100 shows of each what is unread, whether somebody is there and since when it is', async () => {
    const id = await scene.createDirect(tutor, student);
    await scene.sendMessage(tutor, id, 'satu');
    await scene.sendMessage(tutor, id, 'dua');
    const [mine] = await scene.list(tutor);
    const [theirs] = await scene.list(student);
    expect([mine.unreadCount, theirs.unreadCount]).toEqual([0, 2]);
    expect(mine.isOnline).toBe(false);
    expect(mine.createdAt).toMatch(INSTANT);
  });

  it('tutoring-101 counts pages from totals that are kept, whatever became of a conversation', async () => {
    const others = await Promise.all([1, 2, 3].map(() => system.addUser('psychologist')));
    const ids: string[] = [];
    for (const other of others) ids.push(await scene.createDirect(tutor, other));
    const group = await scene.createGroup(tutor, others);
    const pages = async (query: string): Promise<Wire> =>
      (await scene.get(tutor, query)).body.data.pagination;
    expect(await pages('?limit=3')).toEqual({ page: 1, limit: 3, total: 4, totalPages: 2 });
    await scene.call('POST', tutor, `/${ids[0]}/archive`);
    expect((await pages('')).total).toBe(3);
    expect((await pages('?archived=true')).total).toBe(1);
    await scene.call('POST', tutor, `/${ids[0]}/unarchive`);
    await scene.call('DELETE', tutor, `/${group}/participants/${tutor.id}`);
    expect(await pages('?limit=3')).toEqual({ page: 1, limit: 3, total: 3, totalPages: 1 });
  });
});

describe('the flow of a conversation', () => {
  it('tutoring-20 goes to the archive and comes back', async () => {
    const id = await scene.createDirect(tutor, student);
    await scene.sendMessage(tutor, id, 'Halo');
    await scene.call('POST', tutor, `/${id}/archive`);
    expect(await scene.list(tutor)).toEqual([]);
    await scene.sendMessage(student, id, 'Masih ada?');
    expect((await scene.list(tutor, '?archived=true'))[0].unreadCount).toBe(1);
    await scene.call('POST', tutor, `/${id}/unarchive`);
    expect(idsOf(await scene.list(tutor))).toEqual([id]);
  });

  it('tutoring-21 has a room for every booked consultation', async () => {
    const booked = await stage.book();
    for (const person of [booked.client, booked.psychologist]) {
      expect(idsOf(await scene.list(person, '?type=consultation'))).toEqual([roomOf(booked)]);
    }
  });

  it('tutoring-22 has the room from the moment of booking on (C-30)', async () => {
    const booked = await stage.book();
    const room = await shown(booked.psychologist, roomOf(booked));
    expect(room).toMatchObject({ type: 'consultation', consultationId: booked.counselingId });
    const early = await scene.call('POST', booked.client, `/${room.id}/messages`, {
      content: { text: 'Halo' },
    });
    expect(early).toMatchObject({ status: 400, body: { code: 'chat-not-enabled' } });
  });

  it('tutoring-23 keeps what is said in a consultation with that consultation', async () => {
    const said = await scene.sendMessage(session.client, roomOf(session), 'Tentang bab tiga');
    const texts = await stage.texts(session);
    expect(texts).toContain('Tentang bab tiga');
    const room = await shown(session.client, said.conversationId);
    expect(room.consultationId).toBe(session.counselingId);
  });

  it('tutoring-24 keeps title and consultation beside the words', async () => {
    const id = roomOf(session);
    const title = 'Metodologi, bab tiga';
    expect((await scene.call('PATCH', session.psychologist, `/${id}`, { title })).status).toBe(200);
    expect((await scene.list(session.client))[0]).toMatchObject({
      title,
      consultationId: session.counselingId,
      type: 'consultation',
    });
    await scene.call('PATCH', session.psychologist, `/${id}`, { title: null });
  });

  it('tutoring-35 begins with a contact, and both talk', async () => {
    const people = await system.call('GET', '/api/v1/people', { as: tutor });
    expect(idsOf(people.body.data as Wire[])).toContain(colleague.id);
    const id = await scene.createDirect(tutor, colleague);
    await scene.sendMessage(tutor, id, 'Halo');
    await scene.sendMessage(colleague, id, 'Halo juga');
    const texts = (await scene.messages(tutor, id)).map(({ content }) => content.text as string);
    expect(texts).toEqual(['Halo', 'Halo juga']);
  });

  it('tutoring-36 is read again, searched and archived', async () => {
    const id = await scene.createDirect(tutor, colleague);
    await scene.sendMessage(tutor, id, 'Metodologi penelitian kualitatif');
    await scene.sendMessage(colleague, id, 'Baik, terima kasih');
    expect((await scene.messages(tutor, id)).length).toBe(2);
    const found = await scene.messages(colleague, id, '?search=metodologi');
    expect(found.map(({ content }) => content.text as string)).toEqual([
      'Metodologi penelitian kualitatif',
    ]);
    expect((await scene.call('POST', tutor, `/${id}/archive`)).status).toBe(200);
  });

  it('tutoring-175 archives by POST …/archive and …/unarchive, for oneself alone', async () => {
    const id = await scene.createDirect(tutor, student);
    const put = await scene.call('POST', tutor, `/${id}/archive`);
    expect(put).toMatchObject({ status: 200, body: { success: true } });
    expect(put.body.data.conversation.metadata.isArchived).toBe(true);
    expect(idsOf(await scene.list(student))).toEqual([id]);
    const back = await scene.call('POST', tutor, `/${id}/unarchive`);
    expect(back.body.data.conversation.metadata).toMatchObject({
      isArchived: false,
      archivedAt: null,
    });
    expect((await scene.call('POST', colleague, `/${id}/archive`)).status).toBe(403);
  });

  it('tutoring-177 is the room of a counseling, as its own door shows it', async () => {
    const said = await stage.sendMessage(
      session.psychologist,
      session.sessionId,
      'Dari pintu konseling',
    );
    expect(said.status).toBe(201);
    const last = (await scene.messages(session.client, roomOf(session))).at(-1);
    expect(last).toMatchObject({ id: said.body.data.id, senderId: session.psychologist.id });
  });
});

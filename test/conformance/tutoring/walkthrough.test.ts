import { connectHubClient } from '../../support/clients/hub-client';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem, Wire } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let scene: TutoringFixture;
let student: TestUser;
let tutor: TestUser;
let id: string;
beforeAll(async () => {
  system = await startSystem();
  scene = new TutoringFixture(system);
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  id = await scene.createDirect(student, tutor);
});
afterAll(() => system.stop());

const from =
  (sender: TestUser) =>
  ({ message }: Wire): boolean =>
    message.senderId === sender.id;

const textsOf = (list: Wire[]): string[] => list.map(({ content }) => content.text as string);

async function share(as: TestUser, name: string): Promise<Wire> {
  const form = new FormData();
  form.set('file', new Blob(['Bab tiga: metodologi'], { type: 'text/plain' }), name);
  const response = await fetch(`${system.url}/api/conversations/${id}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as.token}` },
    body: form,
  });
  const { data, message } = (await response.json()) as ApiResponse['body'];
  if (!response.ok) throw new Error(`Not shared: ${message}`);
  return data.message;
}

async function download(as: TestUser, { content }: Wire): Promise<string> {
  const address = new URL(content.fileInfo.downloadUrl as string, system.url);
  const headers = { authorization: `Bearer ${as.token}` };
  return (await fetch(address, { headers })).text();
}

/** What each of the two does all day: talk, share, and find it again. */
async function talkAndShare(one: TestUser, other: TestUser): Promise<void> {
  await scene.sendMessage(one, id, 'Selamat pagi');
  const shared = await share(one, 'bab-tiga.txt');
  const seen = (await scene.messages(other, id)).find((message) => message.id === shared.id);
  expect(await download(other, seen)).toBe('Bab tiga: metodologi');
  await scene.sendMessage(other, id, 'Sudah saya baca');
  expect(textsOf(await scene.messages(one, id))).toEqual(
    expect.arrayContaining(['Selamat pagi', 'Sudah saya baca']),
  );
}

describe('student and tutor', () => {
  it('tutoring-01 talk with each other in an instant', async () => {
    const here = await connectHubClient(system, student);
    const there = await connectHubClient(system, tutor);
    await here.join(id);
    await there.join(id);
    await here.sendMessage(id, 'Boleh bertanya?');
    const asked = await there.waitForEvent('message_received', from(student));
    expect(asked.message.content).toEqual({ text: 'Boleh bertanya?' });
    await there.sendMessage(id, 'Silakan');
    const answered = await here.waitForEvent('message_received', from(tutor));
    expect(answered.message.content).toEqual({ text: 'Silakan' });
    await Promise.all([here.close(), there.close()]);
  });

  it('tutoring-02 hear over a WebSocket what was sent by whatever way', async () => {
    const there = await connectHubClient(system, tutor);
    await there.join(id);
    await scene.sendMessage(student, id, 'Lewat REST');
    const { message } = await there.waitForEvent('message_received');
    expect(message).toMatchObject({ conversationId: id, content: { text: 'Lewat REST' } });
    await there.close();
  });

  it('tutoring-07 talk, share and read again, as a student (C-02)', async () => {
    await talkAndShare(student, tutor);
    const other = await system.addUser('client');
    const body = { type: 'direct', participantIds: [other.id] };
    expect((await scene.call('POST', student, '', body)).status).toBe(403);
  });

  it('tutoring-08 answer, judge and share material, as a tutor', async () => {
    const asked = await scene.sendMessage(student, id, 'Bagaimana bab tiga saya?');
    const answer = await scene.sendMessage(tutor, id, 'Sudah baik', { replyTo: asked.id });
    expect(answer.replyTo).toBe(asked.id);
    await talkAndShare(tutor, student);
  });

  it('tutoring-18 search what was said, in either language, and jump to it', async () => {
    await scene.sendMessage(student, id, 'Saya menulis metodologi penelitian');
    await scene.sendMessage(tutor, id, 'Your references are complete');
    for (let index = 0; index < 60; index += 1)
      await scene.sendMessage(tutor, id, `catatan ${index}`);
    const found = await scene.messages(tutor, id, '?search=metodologi');
    expect(textsOf(found)).toEqual(['Saya menulis metodologi penelitian']);
    const english = await scene.messages(student, id, '?search=reference');
    expect(textsOf(english)).toEqual(['Your references are complete']);
    const around = await scene.messages(tutor, id, `?around=${found[0].id}&limit=5`);
    expect(textsOf(around)).toContain('Saya menulis metodologi penelitian');
    expect(around).toHaveLength(5);
  });
});

describe('the parts', () => {
  it('tutoring-29 make, find, change and delete messages, and tell of each', async () => {
    const there = await connectHubClient(system, student);
    await there.join(id);
    const { id: messageId } = await scene.sendMessage(tutor, id, 'Satu');
    const path = `/${id}/messages/${messageId}`;
    await scene.call('PATCH', tutor, path, { content: { text: 'Dua' } });
    await there.waitForEvent('message_updated', ({ message }) => message.content.text === 'Dua');
    expect(textsOf(await scene.messages(student, id))).toEqual(['Dua']);
    expect((await scene.call('DELETE', tutor, path)).status).toBe(200);
    await there.waitForEvent('message_updated', ({ message }) => message.deletedAt !== null);
    const [kept] = await scene.messages(student, id);
    expect([kept.content.text, kept.deletedAt === null]).toEqual(['', false]);
    await there.close();
  });

  it('tutoring-31 keep messages, conversations and participants in the database', async () => {
    await scene.sendMessage(student, id, 'Halo');
    const [row] = await system.query(
      `SELECT c.kind, (SELECT count(*)::int FROM messages WHERE conversation_id = c.id) AS messages,
         (SELECT count(*)::int FROM conversation_members WHERE conversation_id = c.id) AS people
       FROM conversations c WHERE c.id = $1`,
      [id],
    );
    expect(row).toEqual({ kind: 'direct', messages: 1, people: 2 });
  });

  it('tutoring-34 stand on what the house is built of (C-33)', async () => {
    const [row] = await system.query<{ server_version: string }>('SHOW server_version');
    expect(Number.parseInt(String(row?.server_version), 10)).toBeGreaterThanOrEqual(15);
    expect(await system.context.redis.ping()).toBe('PONG');
    const [, claims = ''] = student.token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toHaveProperty('exp');
  });

  it('tutoring-169 are there for talking: hub, messages, conversations, state in Redis', async () => {
    const here = await connectHubClient(system, student);
    await here.join(id);
    await here.sendMessage(id, 'Halo');
    expect(textsOf(await scene.messages(tutor, id))).toEqual(['Halo']);
    expect((await scene.list(tutor))[0]).toMatchObject({ id, isOnline: true, unreadCount: 1 });
    const keys = await system.context.redis.keys(`${system.redisPrefix}*presence*`);
    expect(keys.length).toBeGreaterThan(0);
    await here.close();
  });

  it('tutoring-171 are there for more: typing, status, presence, reactions, search', async () => {
    const here = await connectHubClient(system, student);
    const there = await connectHubClient(system, tutor);
    await here.join(id);
    await there.join(id);
    here.send('typing', { conversationId: id, isTyping: true });
    await there.waitForEvent('user_typing', ({ userId }) => userId === student.id);
    const said = await here.sendMessage(id, 'Pertanyaan terakhir');
    there.send('mark_read', { conversationId: id, messageId: said.id });
    await here.waitForEvent('message_status', ({ status }) => status === 'read');
    const path = `/${id}/messages/${said.id}/reactions`;
    expect((await scene.call('POST', tutor, path, { emoji: '👍' })).status).toBe(200);
    await here.waitForEvent('message_updated', ({ message }) => message.reactions.length === 1);
    expect((await scene.list(student))[0].isOnline).toBe(true);
    expect(await scene.messages(student, id, '?search=pertanyaan')).toHaveLength(1);
    await Promise.all([here.close(), there.close()]);
  });
});

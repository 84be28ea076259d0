import { uploadResponse } from '../../../src/api/tutoring/file-routes';
import type { WireMessage } from '../../../src/api/tutoring/tutoring-schemas';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { only } from '../../support/harness/only';
import { connectHubClient } from '../../support/clients/hub-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { EICAR } from '../../support/fixtures/sample-files';
import { TutoringFixture, textsOf } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let fixture: TutoringFixture;
let student: TestUser;
let tutor: TestUser;
let id: string;
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  id = await fixture.createDirect(student, tutor);
});
afterAll(() => system.stop());

const from =
  (sender: TestUser) =>
  ({ message }: { message: Pick<WireMessage, 'senderId'> }): boolean =>
    message.senderId === sender.id;

async function share(
  as: TestUser,
  name: string,
  text = 'Bab tiga: metodologi',
): Promise<WireMessage> {
  const body = uploadForm({ name, bytes: Buffer.from(text), type: 'text/plain' });
  const response = await fixture.call('POST', as, `/${id}/upload`, body, uploadResponse);
  if (response.status !== 201) throw new Error(`Not uploaded: ${response.body.message}`);
  return response.body.data.message;
}

async function download(as: TestUser, { content }: Pick<WireMessage, 'content'>): Promise<string> {
  const address = new URL(content.fileInfo?.downloadUrl ?? '', system.url);
  const headers = { authorization: `Bearer ${as.token}` };
  return (await fetch(address, { headers })).text();
}

/** Exchanges messages and a file, and finds both again. */
async function chatAndShare(one: TestUser, other: TestUser): Promise<void> {
  await fixture.sendMessage(one, id, 'Selamat pagi');
  const shared = await share(one, 'bab-tiga.txt');
  const received = only(
    (await fixture.messages(other, id)).filter((message) => message.id === shared.id),
  );
  expect(await download(other, received)).toBe('Bab tiga: metodologi');
  await fixture.sendMessage(other, id, 'Sudah saya baca');
  expect(textsOf(await fixture.messages(one, id))).toEqual(
    expect.arrayContaining(['Selamat pagi', 'Sudah saya baca']),
  );
}

describe('student and tutor', () => {
  it('tutoring-01 exchange messages immediately', async () => {
    const here = await connectHubClient(system, student);
    const there = await connectHubClient(system, tutor);
    await here.join(id);
    await there.join(id);
    await here.sendMessage(id, 'Boleh bertanya?');
    const question = await there.waitForEvent('message_received', from(student));
    expect(question.message.content).toEqual({ text: 'Boleh bertanya?' });
    await there.sendMessage(id, 'Silakan');
    const reply = await here.waitForEvent('message_received', from(tutor));
    expect(reply.message.content).toEqual({ text: 'Silakan' });
    await Promise.all([here.close(), there.close()]);
  });

  it('tutoring-02 receive messages over a WebSocket regardless of how they were sent', async () => {
    const there = await connectHubClient(system, tutor);
    await there.join(id);
    await fixture.sendMessage(student, id, 'Lewat REST');
    const { message } = await there.waitForEvent('message_received');
    expect(message).toMatchObject({ conversationId: id, content: { text: 'Lewat REST' } });
    await there.close();
  });

  it('tutoring-07 write, share and read again, as a student (C-02)', async () => {
    await chatAndShare(student, tutor);
    const other = await system.addUser('client');
    const body = { type: 'direct', participantIds: [other.id] };
    expect((await fixture.call('POST', student, '', body)).status).toBe(403);
  });

  it('tutoring-08 answer, assess and share material, as a tutor', async () => {
    const question = await fixture.sendMessage(student, id, 'Bagaimana bab tiga saya?');
    const response = await fixture.sendMessage(tutor, id, 'Sudah baik', { replyTo: question.id });
    expect(response.replyTo).toBe(question.id);
    await chatAndShare(tutor, student);
  });

  it('tutoring-18 search messages in either language and jump to them', async () => {
    await fixture.sendMessage(student, id, 'Saya menulis metodologi penelitian');
    await fixture.sendMessage(tutor, id, 'Your references are complete');
    for (let index = 0; index < 60; index += 1)
      await fixture.sendMessage(tutor, id, `catatan ${index}`);
    const found = await fixture.messages(tutor, id, '?search=metodologi');
    expect(textsOf(found)).toEqual(['Saya menulis metodologi penelitian']);
    const english = await fixture.messages(student, id, '?search=reference');
    expect(textsOf(english)).toEqual(['Your references are complete']);
    const around = await fixture.messages(tutor, id, `?around=${found[0]?.id}&limit=5`);
    expect(textsOf(around)).toContain('Saya menulis metodologi penelitian');
    expect(around).toHaveLength(5);
  });
});

describe('the components', () => {
  it('tutoring-29 create, find, change and delete messages and announce each change', async () => {
    const there = await connectHubClient(system, student);
    await there.join(id);
    const { id: messageId } = await fixture.sendMessage(tutor, id, 'Satu');
    const path = `/${id}/messages/${messageId}`;
    await fixture.call('PATCH', tutor, path, { content: { text: 'Dua' } });
    await there.waitForEvent('message_updated', ({ message }) => message.content.text === 'Dua');
    expect(textsOf(await fixture.messages(student, id))).toEqual(['Dua']);
    expect((await fixture.call('DELETE', tutor, path)).status).toBe(200);
    await there.waitForEvent('message_updated', ({ message }) => message.deletedAt !== null);
    const stored = await fixture.onlyMessage(student, id);
    expect([stored.content.text, stored.deletedAt === null]).toEqual(['', false]);
    await there.close();
  });

  it('tutoring-31 store messages, conversations and participants in the database', async () => {
    await fixture.sendMessage(student, id, 'Halo');
    const [row] = await system.query(
      `SELECT c.kind, (SELECT count(*)::int FROM messages WHERE conversation_id = c.id) AS messages,
         (SELECT count(*)::int FROM conversation_members WHERE conversation_id = c.id) AS members
       FROM conversations c WHERE c.id = $1`,
      [id],
    );
    expect(row).toEqual({ kind: 'direct', messages: 1, members: 2 });
  });

  it("tutoring-34 run on the product's stack (C-33)", async () => {
    const [row] = await system.query<{ server_version: string }>('SHOW server_version');
    expect(Number.parseInt(String(row?.server_version), 10)).toBeGreaterThanOrEqual(15);
    const text = `Rahasia ${id}`;
    const sent = await fixture.sendMessage(student, id, text);
    const stored = await system.query<{ content: Buffer }>(
      'SELECT content FROM messages WHERE id = $1',
      [sent.id],
    );
    expect(stored[0]?.content.includes('Rahasia')).toBe(false);
    expect(textsOf(await fixture.messages(tutor, id, '?search=rahasia'))).toEqual([text]);
    const here = await connectHubClient(system, student);
    const keys = await system.context.redis.keys(`${system.redisPrefix}*presence*`);
    await here.close();
    expect(keys.length).toBeGreaterThan(0);
    const [head, claims = '', signature] = student.token.split('.');
    const decoded = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const changed = { ...decoded, sub: tutor.id };
    const forged = [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature];
    const statuses = [student.token, forged.join('.')].map(
      async (token) => (await fixture.get({ ...student, token })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 401]);
    await expect(share(student, 'virus.txt', EICAR)).rejects.toThrow('malware');
  });

  it('tutoring-169 include messaging: hub, messages, conversations, state in Redis', async () => {
    const here = await connectHubClient(system, student);
    await here.join(id);
    await here.sendMessage(id, 'Halo');
    expect(textsOf(await fixture.messages(tutor, id))).toEqual(['Halo']);
    expect((await fixture.list(tutor))[0]).toMatchObject({ id, isOnline: true, unreadCount: 1 });
    const keys = await system.context.redis.keys(`${system.redisPrefix}*presence*`);
    expect(keys.length).toBeGreaterThan(0);
    await here.close();
  });

  it('tutoring-171 include typing, status, presence, reactions and search', async () => {
    const here = await connectHubClient(system, student);
    const there = await connectHubClient(system, tutor);
    await here.join(id);
    await there.join(id);
    here.send('typing', { conversationId: id, isTyping: true });
    await there.waitForEvent('user_typing', ({ userId }) => userId === student.id);
    const sent = await here.sendMessage(id, 'Pertanyaan terakhir');
    there.send('mark_read', { conversationId: id, messageId: sent.id });
    await here.waitForEvent('message_status', ({ status }) => status === 'read');
    const path = `/${id}/messages/${sent.id}/reactions`;
    expect((await fixture.call('POST', tutor, path, { emoji: '👍' })).status).toBe(200);
    await here.waitForEvent('message_updated', ({ message }) => message.reactions.length === 1);
    expect((await fixture.list(student))[0]?.isOnline).toBe(true);
    expect(await fixture.messages(student, id, '?search=pertanyaan')).toHaveLength(1);
    await Promise.all([here.close(), there.close()]);
  });
});

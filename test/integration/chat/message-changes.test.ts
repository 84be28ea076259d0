import { loadMessageDetails } from '../../../src/chat/messages/message-details';
import { listUnreadMessages } from '../../../src/chat/inbox/list-unread-messages';
import { readMessagePage } from '../../../src/chat/messages/read-message-page';
import { CareConversation } from '../../support/fixtures/care-conversation';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { TestClock } from '../../support/harness/test-clock';

let system: TestSystem;
let clock: TestClock;
let care: CareConversation;
beforeAll(async () => {
  clock = new TestClock('2030-01-01T00:00:00Z');
  system = await startSystem({ worker: false, clock });
});
beforeEach(async () => {
  care = await CareConversation.start(system);
});
afterAll(() => system.stop());

const page = () => readMessagePage(system.context.chat, care.ref, { page: 1, limit: 50 });

async function describedById(id: string) {
  const { data } = await page();
  const described = await loadMessageDetails(system.context.chat, care.ref, { messages: data });
  return described.find(({ message }) => message.id === id);
}

describe('a reply', () => {
  it('belongs to the thread of its parent, at any depth', async () => {
    const { client, psychologist, firstMessage: first } = care;
    const reply = await care.sendMessage(psychologist, 'Pagi', { replyTo: first.id });
    const nested = await care.sendMessage(client, 'Apa kabar', { replyTo: reply.id });
    const other = await care.sendMessage(psychologist, 'Hal lain');
    const aside = await care.sendMessage(client, 'Ya', { replyTo: other.id });
    expect(reply).toMatchObject({ replyToId: first.id, threadRootId: first.id });
    expect(nested).toMatchObject({ replyToId: reply.id, threadRootId: first.id });
    expect(aside).toMatchObject({ replyToId: other.id, threadRootId: other.id });
    expect(other).not.toHaveProperty('threadRootId');
    expect((await page()).data).toEqual([first, reply, nested, other, aside]);
  });

  it('to a missing message is rejected and not stored', async () => {
    const otherConversation = await CareConversation.start(system);
    const refused = { code: 'answered-message-not-found' };
    for (const replyTo of [otherConversation.firstMessage.id, '999999999999']) {
      await expect(care.sendMessage(care.client, 'x', { replyTo })).rejects.toMatchObject(refused);
    }
    expect((await page()).data).toEqual([care.firstMessage]);
    expect((await care.sendMessage(care.client, 'y')).seq).toBe(2);
  });

  it('is stored once per client message id, as first sent', async () => {
    const options = { replyTo: care.firstMessage.id, clientMessageId: 'a' };
    const stored = await care.sendMessage(care.client, 'Satu', options);
    expect(await care.sendMessage(care.client, 'Dua', { clientMessageId: 'a' })).toEqual(stored);
  });
});

describe('an edit', () => {
  it('shows the new text and keeps earlier versions with their times in order', async () => {
    const { client, firstMessage: first } = care;
    clock.advance(1_000);
    const once = await care.edit(client, first, 'Selamat siang');
    clock.advance(1_000);
    const twice = await care.edit(client, first, 'Selamat sore');
    expect(once).toEqual({ ...first, content: 'Selamat siang', editedAt: expect.any(String) });
    expect(twice.editedAt! > once.editedAt!).toBe(true);
    const described = await describedById(first.id);
    expect(described?.message).toEqual(twice);
    expect(described?.edits).toEqual([
      { previousContent: 'Selamat pagi', editedAt: once.editedAt, editedBy: client.id },
      { previousContent: 'Selamat siang', editedAt: twice.editedAt, editedBy: client.id },
    ]);
  });

  it('to the same text changes nothing and sends no event', async () => {
    const before = await care.rows();
    expect(await care.edit(care.client, care.firstMessage, 'Selamat pagi')).toEqual(
      care.firstMessage,
    );
    expect(await care.rows()).toEqual(before);
  });

  it('beyond the fiftieth of a message is rejected, also when concurrent', async () => {
    for (let n = 1; n <= 48; n += 1) await care.edit(care.client, care.firstMessage, `versi ${n}`);
    const results = await Promise.allSettled(
      [49, 50, 51, 52].map((n) => care.edit(care.client, care.firstMessage, `versi ${n}`)),
    );
    const refused = results.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(refused).toHaveLength(2);
    for (const one of refused) expect(one).toMatchObject({ code: 'too-many-edits' });
    expect((await describedById(care.firstMessage.id))?.edits).toHaveLength(50);
  });

  it('leaves neither old nor new text readable in the database', async () => {
    await care.edit(care.client, care.firstMessage, 'kata rahasia kedua');
    const rows = await system.query<{ encrypted: string }>(
      `SELECT encode(content, 'escape') AS encrypted FROM message_edits
       UNION ALL SELECT encode(content, 'escape') FROM messages
       UNION ALL SELECT payload::text FROM outbox_events`,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ encrypted }) => /pagi|rahasia/.test(encrypted))).toEqual([]);
  });

  it('changes the response to a repeated send', async () => {
    const stored = await care.sendMessage(care.client, 'Satu', { clientMessageId: 'a' });
    const edited = await care.edit(care.client, stored, 'Satu setengah');
    expect(await care.sendMessage(care.client, 'Satu', { clientMessageId: 'a' })).toEqual(edited);
  });

  const refusals: [string, (as: CareMembers) => Promise<unknown>, string][] = [
    [
      'of the other member',
      (to) => care.edit(to.psychologist, care.firstMessage, 'x'),
      'not-your-message',
    ],
    ['of a message elsewhere', () => editElsewhere(), 'message-not-found'],
    ['of a malformed id', (to) => care.edit(to.client, { id: '1e3' }, 'x'), 'message-not-found'],
    ['of an id beyond all ids', (to) => care.edit(to.client, TOO_BIG, 'x'), 'message-not-found'],
  ];
  it.each(refusals)('%s is rejected', async (_, attempt, code) => {
    await expect(attempt(care)).rejects.toMatchObject({ code });
    expect((await page()).data).toEqual([care.firstMessage]);
  });

  it('is rejected in a closed conversation', async () => {
    await system.query(`UPDATE conversations SET state = 'closed' WHERE id = $1`, [care.id]);
    const refused = { code: 'assignment-ended' };
    await expect(care.edit(care.client, care.firstMessage, 'x')).rejects.toMatchObject(refused);
    await expect(care.delete(care.client, care.firstMessage)).rejects.toMatchObject(refused);
    await expect(care.react(care.client, care.firstMessage, '👍')).rejects.toMatchObject(refused);
  });

  it('of a message without user text is rejected', async () => {
    for (const type of ['system', 'automated', 'sticker', 'voice']) {
      await system.query('UPDATE messages SET type = $2 WHERE id = $1', [
        care.firstMessage.id,
        type,
      ]);
      const editing = care.edit(care.client, care.firstMessage, 'x');
      await expect(editing).rejects.toMatchObject({ code: 'message-not-editable' });
    }
  });
});

const TOO_BIG = { id: '9223372036854775808' };
type CareMembers = Pick<CareConversation, 'client' | 'psychologist'>;

async function editElsewhere(): Promise<unknown> {
  const otherConversation = await CareConversation.start(system);
  return care.edit(care.client, otherConversation.firstMessage, 'x');
}

describe('a deletion', () => {
  it('hides text, history and reactions from all members and keeps the seq', async () => {
    const { client, psychologist, firstMessage: first } = care;
    await care.edit(client, first, 'Lain');
    await care.react(psychologist, first, '👍');
    clock.advance(1_000);
    const deletedMessage = await care.delete(client, first);
    expect(deletedMessage).toEqual({
      ...first,
      content: '',
      deletedAt: '2030-01-01T00:00:03.000Z',
    });
    const described = await describedById(first.id);
    expect(described).toMatchObject({ message: deletedMessage, edits: [] });
  });

  it('keeps the ciphertext until retention erases it', async () => {
    await care.delete(care.client, care.firstMessage);
    const [row] = await system.query<{ bytes: number }>(
      'SELECT length(content) AS bytes FROM messages WHERE id = $1',
      [care.firstMessage.id],
    );
    expect(row?.bytes).toBeGreaterThan(0);
  });

  it('decrements unread counters for unread messages only', async () => {
    const { client, psychologist, firstMessage: first } = care;
    await care.markRead(psychologist);
    const second = await care.sendMessage(client, 'Dua');
    const third = await care.sendMessage(client, 'Tiga');
    await care.delete(client, first);
    expect((await care.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 2 });
    await care.delete(client, second);
    expect((await care.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 1 });
    const unread = await listUnreadMessages(system.context.chat, psychologist, {
      kinds: ['care'],
      limit: 10,
    });
    expect(unread).toEqual([third]);
    await care.markRead(psychologist, third.seq);
    expect((await care.rows()).unread[psychologist.id]).toBe(0);
  });

  it('repeated returns the same and sends no second event', async () => {
    const deletedMessage = await care.delete(care.client, care.firstMessage);
    const before = await care.rows();
    clock.advance(1_000);
    expect(await care.delete(care.client, care.firstMessage)).toEqual(deletedMessage);
    expect(await care.rows()).toEqual(before);
  });

  it('by the other member is rejected; a deleted message cannot change', async () => {
    const { client, psychologist, firstMessage: first } = care;
    const notYours = { code: 'not-your-message' };
    await expect(care.delete(psychologist, first)).rejects.toMatchObject(notYours);
    await care.delete(client, first);
    const deleted = { code: 'message-deleted' };
    await expect(care.edit(client, first, 'x')).rejects.toMatchObject(deleted);
    await expect(care.react(psychologist, first, '👍')).rejects.toMatchObject(deleted);
  });

  it('keeps replies, and a repeated send does not restore the text', async () => {
    const stored = await care.sendMessage(care.client, 'Salah', { clientMessageId: 'a' });
    const deletedMessage = await care.delete(care.client, stored);
    expect(await care.sendMessage(care.client, 'Salah', { clientMessageId: 'a' })).toEqual(
      deletedMessage,
    );
    const reply = await care.sendMessage(care.psychologist, 'Tidak apa', { replyTo: stored.id });
    expect(reply.replyToId).toBe(stored.id);
  });
});

describe('a reaction', () => {
  it('is set once per user and removed by that user only', async () => {
    const { client, psychologist, firstMessage: first } = care;
    await care.react(client, first, '👍');
    await care.react(client, first, '👍');
    await care.react(psychologist, first, '👍');
    const two = await care.react(psychologist, first, '❤️');
    expect(two.reactions).toEqual([
      { userId: client.id, emoji: '👍', addedAt: expect.any(String) },
      { userId: psychologist.id, emoji: '❤️', addedAt: expect.any(String) },
      { userId: psychologist.id, emoji: '👍', addedAt: expect.any(String) },
    ]);
    const one = await care.react(psychologist, first, '👍', false);
    expect(one.reactions?.map(({ emoji }) => emoji)).toEqual(['👍', '❤️']);
    await care.react(client, first, '👍', false);
    const none = await care.react(psychologist, first, '❤️', false);
    expect(none).toEqual(first);
  });

  it('that changes nothing sends no event', async () => {
    await care.react(care.client, care.firstMessage, '👍');
    const before = await care.rows();
    await care.react(care.client, care.firstMessage, '👍');
    await care.react(care.client, care.firstMessage, '❤️', false);
    expect(await care.rows()).toEqual(before);
  });

  it('beyond the twentieth of a user is rejected, also when concurrent', async () => {
    const emojis = [...'😀😃😄😁😆😅🤣😂🙂🙃😉😊😇🥰😍🤩😘😗😚😙🥲😋😛😜🤪'];
    const results = await Promise.allSettled(
      emojis.map((emoji) => care.react(care.client, care.firstMessage, emoji)),
    );
    const refused = results.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(refused).toHaveLength(emojis.length - 20);
    for (const one of refused) expect(one).toMatchObject({ code: 'too-many-reactions' });
    expect((await page()).data[0]?.reactions).toHaveLength(20);
  });
});

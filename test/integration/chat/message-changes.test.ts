import { loadMessageDetails } from '../../../src/chat/messages/message-details';
import { listUnreadMessages } from '../../../src/chat/inbox/list-unread-messages';
import { readMessagePage } from '../../../src/chat/messages/read-message-page';
import { CareConversation } from '../../support/fixtures/care-conversation';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { TestClock } from '../../support/harness/test-clock';

let system: TestSystem;
let clock: TestClock;
let talk: CareConversation;
beforeAll(async () => {
  clock = new TestClock('2030-01-01T00:00:00Z');
  system = await startSystem({ worker: false, clock });
});
beforeEach(async () => {
  talk = await CareConversation.start(system);
});
afterAll(() => system.stop());

const page = () => readMessagePage(system.context.chat, talk.ref, { page: 1, limit: 50 });

async function describedById(id: string) {
  const { data } = await page();
  const described = await loadMessageDetails(system.context.chat, talk.ref, { messages: data });
  return described.find(({ message }) => message.id === id);
}

describe('an answer', () => {
  it('belongs to the thread of what it answers, through all answers in between', async () => {
    const { client, psychologist, firstMessage: first } = talk;
    const answer = await talk.sendMessage(psychologist, 'Pagi', { replyTo: first.id });
    const again = await talk.sendMessage(client, 'Apa kabar', { replyTo: answer.id });
    const other = await talk.sendMessage(psychologist, 'Hal lain');
    const aside = await talk.sendMessage(client, 'Ya', { replyTo: other.id });
    expect(answer).toMatchObject({ replyToId: first.id, threadRootId: first.id });
    expect(again).toMatchObject({ replyToId: answer.id, threadRootId: first.id });
    expect(aside).toMatchObject({ replyToId: other.id, threadRootId: other.id });
    expect(other).not.toHaveProperty('threadRootId');
    expect((await page()).data).toEqual([first, answer, again, other, aside]);
  });

  it('is refused where there is nothing to answer, and then nothing is kept', async () => {
    const elsewhere = await CareConversation.start(system);
    const refused = { code: 'answered-message-not-found' };
    for (const replyTo of [elsewhere.firstMessage.id, '999999999999']) {
      await expect(talk.sendMessage(talk.client, 'x', { replyTo })).rejects.toMatchObject(refused);
    }
    expect((await page()).data).toEqual([talk.firstMessage]);
    expect((await talk.sendMessage(talk.client, 'y')).seq).toBe(2);
  });

  it('comes once, as it was sent first, under the same client message id', async () => {
    const more = { replyTo: talk.firstMessage.id, clientMessageId: 'a' };
    const kept = await talk.sendMessage(talk.client, 'Satu', more);
    expect(await talk.sendMessage(talk.client, 'Dua', { clientMessageId: 'a' })).toEqual(kept);
  });
});

describe('an edit', () => {
  it('shows the new words, keeps the earlier ones in order and says when', async () => {
    const { client, firstMessage: first } = talk;
    clock.advance(1_000);
    const once = await talk.edit(client, first, 'Selamat siang');
    clock.advance(1_000);
    const twice = await talk.edit(client, first, 'Selamat sore');
    expect(once).toEqual({ ...first, content: 'Selamat siang', editedAt: expect.any(String) });
    expect(twice.editedAt! > once.editedAt!).toBe(true);
    const described = await describedById(first.id);
    expect(described?.message).toEqual(twice);
    expect(described?.edits).toEqual([
      { previousContent: 'Selamat pagi', editedAt: once.editedAt, editedBy: client.id },
      { previousContent: 'Selamat siang', editedAt: twice.editedAt, editedBy: client.id },
    ]);
  });

  it('to the same words changes nothing and tells nobody', async () => {
    const before = await talk.rows();
    expect(await talk.edit(talk.client, talk.firstMessage, 'Selamat pagi')).toEqual(
      talk.firstMessage,
    );
    expect(await talk.rows()).toEqual(before);
  });

  it('beyond the fiftieth of one message is refused, also when many come at once', async () => {
    for (let n = 1; n <= 48; n += 1) await talk.edit(talk.client, talk.firstMessage, `versi ${n}`);
    const answers = await Promise.allSettled(
      [49, 50, 51, 52].map((n) => talk.edit(talk.client, talk.firstMessage, `versi ${n}`)),
    );
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(2);
    for (const one of refused) expect(one).toMatchObject({ code: 'too-many-edits' });
    expect((await describedById(talk.firstMessage.id))?.edits).toHaveLength(50);
  });

  it('leaves neither old nor new words readable in the database', async () => {
    await talk.edit(talk.client, talk.firstMessage, 'kata rahasia kedua');
    const rows = await system.query<{ sealed: string }>(
      `SELECT encode(content, 'escape') AS sealed FROM message_edits
       UNION ALL SELECT encode(content, 'escape') FROM messages
       UNION ALL SELECT payload::text FROM outbox_events`,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ sealed }) => /pagi|rahasia/.test(sealed))).toEqual([]);
  });

  it('changes what a repeat of the send is answered with', async () => {
    const kept = await talk.sendMessage(talk.client, 'Satu', { clientMessageId: 'a' });
    const edited = await talk.edit(talk.client, kept, 'Satu setengah');
    expect(await talk.sendMessage(talk.client, 'Satu', { clientMessageId: 'a' })).toEqual(edited);
  });

  const refusals: [string, (as: TalkPeople) => Promise<unknown>, string][] = [
    [
      'of the other one',
      (to) => talk.edit(to.psychologist, talk.firstMessage, 'x'),
      'not-your-message',
    ],
    ['of a message elsewhere', () => editElsewhere(), 'message-not-found'],
    ['of a malformed id', (to) => talk.edit(to.client, { id: '1e3' }, 'x'), 'message-not-found'],
    ['of an id beyond all ids', (to) => talk.edit(to.client, TOO_BIG, 'x'), 'message-not-found'],
  ];
  it.each(refusals)('%s is refused', async (_, act, code) => {
    await expect(act(talk)).rejects.toMatchObject({ code });
    expect((await page()).data).toEqual([talk.firstMessage]);
  });

  it('is refused where nobody can write any more', async () => {
    await system.query(`UPDATE conversations SET state = 'closed' WHERE id = $1`, [talk.id]);
    const refused = { code: 'assignment-ended' };
    await expect(talk.edit(talk.client, talk.firstMessage, 'x')).rejects.toMatchObject(refused);
    await expect(talk.delete(talk.client, talk.firstMessage)).rejects.toMatchObject(refused);
    await expect(talk.react(talk.client, talk.firstMessage, '👍')).rejects.toMatchObject(refused);
  });

  it('is refused of what no person said in words', async () => {
    for (const type of ['system', 'automated', 'sticker', 'voice']) {
      await system.query('UPDATE messages SET type = $2 WHERE id = $1', [
        talk.firstMessage.id,
        type,
      ]);
      const editing = talk.edit(talk.client, talk.firstMessage, 'x');
      await expect(editing).rejects.toMatchObject({ code: 'message-not-editable' });
    }
  });
});

const TOO_BIG = { id: '9223372036854775808' };
type TalkPeople = Pick<CareConversation, 'client' | 'psychologist'>;

async function editElsewhere(): Promise<unknown> {
  const elsewhere = await CareConversation.start(system);
  return talk.edit(talk.client, elsewhere.firstMessage, 'x');
}

describe('a deletion', () => {
  it('takes words, history and reactions from everybody at once and keeps the place', async () => {
    const { client, psychologist, firstMessage: first } = talk;
    await talk.edit(client, first, 'Lain');
    await talk.react(psychologist, first, '👍');
    clock.advance(1_000);
    const gone = await talk.delete(client, first);
    expect(gone).toEqual({ ...first, content: '', deletedAt: '2030-01-01T00:00:03.000Z' });
    const described = await describedById(first.id);
    expect(described).toMatchObject({ message: gone, edits: [] });
  });

  it('keeps the sealed words until retention takes them', async () => {
    await talk.delete(talk.client, talk.firstMessage);
    const [row] = await system.query<{ bytes: number }>(
      'SELECT length(content) AS bytes FROM messages WHERE id = $1',
      [talk.firstMessage.id],
    );
    expect(row?.bytes).toBeGreaterThan(0);
  });

  it('takes what was not read yet from the counters, and what was read leaves them alone', async () => {
    const { client, psychologist, firstMessage: first } = talk;
    await talk.markRead(psychologist);
    const second = await talk.sendMessage(client, 'Dua');
    const third = await talk.sendMessage(client, 'Tiga');
    await talk.delete(client, first);
    expect((await talk.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 2 });
    await talk.delete(client, second);
    expect((await talk.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 1 });
    const unread = await listUnreadMessages(system.context.chat, psychologist, {
      kinds: ['care'],
      limit: 10,
    });
    expect(unread).toEqual([third]);
    await talk.markRead(psychologist, third.seq);
    expect((await talk.rows()).unread[psychologist.id]).toBe(0);
  });

  it('once more is answered alike and tells nobody again', async () => {
    const gone = await talk.delete(talk.client, talk.firstMessage);
    const before = await talk.rows();
    clock.advance(1_000);
    expect(await talk.delete(talk.client, talk.firstMessage)).toEqual(gone);
    expect(await talk.rows()).toEqual(before);
  });

  it('is refused to the other one, and nothing changes a message after it', async () => {
    const { client, psychologist, firstMessage: first } = talk;
    const notYours = { code: 'not-your-message' };
    await expect(talk.delete(psychologist, first)).rejects.toMatchObject(notYours);
    await talk.delete(client, first);
    const deleted = { code: 'message-deleted' };
    await expect(talk.edit(client, first, 'x')).rejects.toMatchObject(deleted);
    await expect(talk.react(psychologist, first, '👍')).rejects.toMatchObject(deleted);
  });

  it('leaves an answer standing, and does not come back by a repeated send', async () => {
    const kept = await talk.sendMessage(talk.client, 'Salah', { clientMessageId: 'a' });
    const gone = await talk.delete(talk.client, kept);
    expect(await talk.sendMessage(talk.client, 'Salah', { clientMessageId: 'a' })).toEqual(gone);
    const answer = await talk.sendMessage(talk.psychologist, 'Tidak apa', { replyTo: kept.id });
    expect(answer.replyToId).toBe(kept.id);
  });
});

describe('a reaction', () => {
  it('is set once by each person and taken back by that person alone', async () => {
    const { client, psychologist, firstMessage: first } = talk;
    await talk.react(client, first, '👍');
    await talk.react(client, first, '👍');
    await talk.react(psychologist, first, '👍');
    const two = await talk.react(psychologist, first, '❤️');
    expect(two.reactions).toEqual([
      { userId: client.id, emoji: '👍', addedAt: expect.any(String) },
      { userId: psychologist.id, emoji: '❤️', addedAt: expect.any(String) },
      { userId: psychologist.id, emoji: '👍', addedAt: expect.any(String) },
    ]);
    const one = await talk.react(psychologist, first, '👍', false);
    expect(one.reactions?.map(({ emoji }) => emoji)).toEqual(['👍', '❤️']);
    await talk.react(client, first, '👍', false);
    const none = await talk.react(psychologist, first, '❤️', false);
    expect(none).toEqual(first);
  });

  it('that changes nothing tells nobody', async () => {
    await talk.react(talk.client, talk.firstMessage, '👍');
    const before = await talk.rows();
    await talk.react(talk.client, talk.firstMessage, '👍');
    await talk.react(talk.client, talk.firstMessage, '❤️', false);
    expect(await talk.rows()).toEqual(before);
  });

  it('beyond the twentieth of one person is refused, also when many come at once', async () => {
    const signs = [...'😀😃😄😁😆😅🤣😂🙂🙃😉😊😇🥰😍🤩😘😗😚😙🥲😋😛😜🤪'];
    const answers = await Promise.allSettled(
      signs.map((sign) => talk.react(talk.client, talk.firstMessage, sign)),
    );
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(signs.length - 20);
    for (const one of refused) expect(one).toMatchObject({ code: 'too-many-reactions' });
    expect((await page()).data[0]?.reactions).toHaveLength(20);
  });
});

import fc from 'fast-check';
import { loadMessageDetails } from '../../../src/chat/messages/message-details';
import type { MessageView } from '../../../src/chat/messages/message-view';
import type { ConversationPublicId } from '../../../src/chat/access/conversation-ref';
import { readMessagePage } from '../../../src/chat/messages/read-message-page';
import { CareConversation } from '../../support/fixtures/care-conversation';
import { FeedRecorder } from '../../support/recorders/feed-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

type Message = MessageView<ConversationPublicId>;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

async function history(care: CareConversation): Promise<Message[]> {
  const wish = { page: 1, limit: 100 };
  return (await readMessagePage(system.context.chat, care.ref, wish)).data;
}

/** The conversation as a subscriber has it from events alone. */
function asTold(reader: FeedRecorder): Message[] {
  const known = new Map<string, Message>();
  for (const event of reader.events) {
    if (event.type === 'message' || event.type === 'message-changed') {
      known.set(event.message.id, event.message);
    }
  }
  return [...known.values()].sort((one, other) => one.seq - other.seq);
}

async function stands(care: CareConversation, reader: FeedRecorder): Promise<void> {
  const { revision } = await care.rows();
  await waitFor(`the feed at revision ${revision}`, () => {
    const received = reader.events.flatMap((e) => ('cursor' in e ? [e.cursor.revision] : []));
    return Math.max(0, ...received) >= revision;
  });
}

describe('many changes at once', () => {
  it('to one message get a revision each and are all in its history', async () => {
    const care = await CareConversation.start(system);
    const { client, psychologist, firstMessage: first } = care;
    const { revision: before } = await care.rows();
    const texts = Array.from({ length: 12 }, (_, n) => `Kata ${n}`);
    const signs = ['👍', '❤️', '😀', '🙏'];
    await Promise.all([
      ...texts.map((text) => care.edit(client, first, text)),
      ...signs.map((sign) => care.react(psychologist, first, sign)),
    ]);
    expect((await care.rows()).revision).toBe(before + texts.length + signs.length);
    const data = await history(care);
    const [described] = await loadMessageDetails(system.context.chat, care.ref, { messages: data });
    const said = [...(described?.edits ?? []).map((edit) => edit.previousContent)];
    expect([...said, described?.message.content].sort()).toEqual(['Selamat pagi', ...texts].sort());
    expect(described?.message.reactions).toHaveLength(signs.length);
  });

  it('end with a deletion; later ones are rejected', async () => {
    const care = await CareConversation.start(system);
    const { client, psychologist, firstMessage: first } = care;
    const answers = await Promise.allSettled([
      care.edit(client, first, 'a'),
      care.react(psychologist, first, '👍'),
      care.delete(client, first),
      care.edit(client, first, 'b'),
      care.react(psychologist, first, '❤️'),
      care.delete(client, first),
    ]);
    for (const one of answers) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'message-deleted' });
    }
    const [left] = await history(care);
    expect(left).toEqual({ ...first, content: '', deletedAt: expect.any(String) });
    expect((await care.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 0 });
  });
});

/** One step of a random conversation; numbers select a message modulo their count. */
type Step =
  | { act: 'say'; by: number; replyTo: number | undefined }
  | { act: 'edit' | 'delete'; at: number }
  | { act: 'react'; by: number; at: number; sign: string; isOn: boolean }
  | { act: 'read'; by: number; upTo: number };

const place = fc.nat(9);
const by = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constant('say' as const),
    by,
    replyTo: fc.option(place, { nil: undefined }),
  }),
  fc.record({ act: fc.constantFrom('edit' as const, 'delete' as const), at: place }),
  fc.record({
    act: fc.constant('react' as const),
    by,
    at: place,
    sign: fc.constantFrom('👍', '❤️'),
    isOn: fc.boolean(),
  }),
  fc.record({ act: fc.constant('read' as const), by, upTo: place }),
);

describe('random concurrent actions of two members', () => {
  it('give every subscriber the state of the history and correct counters', async () => {
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    const property = fc.asyncProperty(rounds, async (given) => {
      const care = await CareConversation.start(system);
      const early = new FeedRecorder();
      const listening = await system.context.feed.subscribe(care.id, early, {
        seq: 0,
        revision: 0,
      });
      for (const round of given) await play(care, round);
      const late = new FeedRecorder();
      const catchingUp = await system.context.feed.subscribe(care.id, late, {
        seq: 0,
        revision: 0,
      });
      await stands(care, early);
      const there = await history(care);
      expect(asTold(late)).toEqual(there);
      await waitFor('all that was said', () => asTold(early).length === there.length);
      expect(asTold(early)).toEqual(there);
      await expectCounters(care, there);
      listening.close();
      catchingUp.close();
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

/** Runs the actions of a round concurrently; rejections must have the expected code. */
async function play(care: CareConversation, round: Step[]): Promise<void> {
  const messages = await history(care);
  const people = [care.client, care.psychologist];
  const person = (index: number): TestUser => people[index] ?? care.client;
  const message = (index: number): Message =>
    messages[index % messages.length] ?? care.firstMessage;
  const senderOf = ({ senderId }: Message): TestUser =>
    senderId === care.client.id ? care.client : care.psychologist;
  const acts = round.map(async (one, index): Promise<unknown> => {
    if (one.act === 'say') {
      const more = one.replyTo === undefined ? {} : { replyTo: message(one.replyTo).id };
      return care.sendMessage(person(one.by), `Kata ${index}`, more);
    }
    if (one.act === 'read') return care.markRead(person(one.by), message(one.upTo).seq);
    const target = message(one.at);
    if (one.act === 'react') return care.react(person(one.by), target, one.sign, one.isOn);
    if (one.act === 'delete') return care.delete(senderOf(target), target);
    return care.edit(senderOf(target), target, `Lain ${index}`);
  });
  for (const done of await Promise.allSettled(acts)) {
    if (done.status === 'rejected') expect(done.reason).toMatchObject({ code: 'message-deleted' });
  }
}

/** Unread: sent by others, not deleted, not marked as read. */
async function expectCounters(care: CareConversation, messages: Message[]): Promise<void> {
  const members = await system.query<{ id: string; lastRead: number; unread: number }>(
    `SELECT user_id AS id, last_read_seq AS "lastRead", unread_count AS unread
     FROM conversation_members WHERE conversation_id = $1`,
    [care.id],
  );
  for (const { id, lastRead, unread } of members) {
    const left = messages.filter(
      ({ senderId, seq, deletedAt }) => senderId !== id && seq > lastRead && !deletedAt,
    );
    expect(unread).toBe(left.length);
  }
}

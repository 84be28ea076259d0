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

async function history(talk: CareConversation): Promise<Message[]> {
  const wish = { page: 1, limit: 100 };
  return (await readMessagePage(system.context.chat, talk.ref, wish)).data;
}

/** The conversation as somebody has it who was told of everything and looked nothing up. */
function asTold(reader: FeedRecorder): Message[] {
  const known = new Map<string, Message>();
  for (const event of reader.events) {
    if (event.type === 'message' || event.type === 'message-changed') {
      known.set(event.message.id, event.message);
    }
  }
  return [...known.values()].sort((one, other) => one.seq - other.seq);
}

async function stands(talk: CareConversation, reader: FeedRecorder): Promise<void> {
  const { revision } = await talk.rows();
  await waitFor(`the feed at revision ${revision}`, () => {
    const told = reader.events.flatMap((e) => ('cursor' in e ? [e.cursor.revision] : []));
    return Math.max(0, ...told) >= revision;
  });
}

describe('many changes at once', () => {
  it('of one message all count, each at a revision of its own, with every word in the history', async () => {
    const talk = await CareConversation.start(system);
    const { client, psychologist, firstMessage: first } = talk;
    const { revision: before } = await talk.rows();
    const texts = Array.from({ length: 12 }, (_, n) => `Kata ${n}`);
    const signs = ['👍', '❤️', '😀', '🙏'];
    await Promise.all([
      ...texts.map((text) => talk.edit(client, first, text)),
      ...signs.map((sign) => talk.react(psychologist, first, sign)),
    ]);
    expect((await talk.rows()).revision).toBe(before + texts.length + signs.length);
    const data = await history(talk);
    const [described] = await loadMessageDetails(system.context.chat, talk.ref, { messages: data });
    const said = [...(described?.edits ?? []).map((edit) => edit.previousContent)];
    expect([...said, described?.message.content].sort()).toEqual(['Selamat pagi', ...texts].sort());
    expect(described?.message.reactions).toHaveLength(signs.length);
  });

  it('with a deletion among them end in the deletion, and whoever came later is refused', async () => {
    const talk = await CareConversation.start(system);
    const { client, psychologist, firstMessage: first } = talk;
    const answers = await Promise.allSettled([
      talk.edit(client, first, 'a'),
      talk.react(psychologist, first, '👍'),
      talk.delete(client, first),
      talk.edit(client, first, 'b'),
      talk.react(psychologist, first, '❤️'),
      talk.delete(client, first),
    ]);
    for (const one of answers) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'message-deleted' });
    }
    const [left] = await history(talk);
    expect(left).toEqual({ ...first, content: '', deletedAt: expect.any(String) });
    expect((await talk.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 0 });
  });
});

/** One step of a random talk; numbers name a message by its place, however many there are. */
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

describe('whatever two people do, also at the same time', () => {
  it('those who were told of it, early or late, have what the history has, and counters are right', async () => {
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    const property = fc.asyncProperty(rounds, async (given) => {
      const talk = await CareConversation.start(system);
      const early = new FeedRecorder();
      const listening = await system.context.feed.subscribe(talk.id, early, {
        seq: 0,
        revision: 0,
      });
      for (const round of given) await play(talk, round);
      const late = new FeedRecorder();
      const catchingUp = await system.context.feed.subscribe(talk.id, late, {
        seq: 0,
        revision: 0,
      });
      await stands(talk, early);
      const there = await history(talk);
      expect(asTold(late)).toEqual(there);
      await waitFor('all that was said', () => asTold(early).length === there.length);
      expect(asTold(early)).toEqual(there);
      await expectCounters(talk, there);
      listening.close();
      catchingUp.close();
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

/** The acts of a round happen at the same time; what is refused by then is refused for its reason. */
async function play(talk: CareConversation, round: Step[]): Promise<void> {
  const messages = await history(talk);
  const people = [talk.client, talk.psychologist];
  const person = (index: number): TestUser => people[index] ?? talk.client;
  const message = (index: number): Message =>
    messages[index % messages.length] ?? talk.firstMessage;
  const senderOf = ({ senderId }: Message): TestUser =>
    senderId === talk.client.id ? talk.client : talk.psychologist;
  const acts = round.map(async (one, index): Promise<unknown> => {
    if (one.act === 'say') {
      const more = one.replyTo === undefined ? {} : { replyTo: message(one.replyTo).id };
      return talk.sendMessage(person(one.by), `Kata ${index}`, more);
    }
    if (one.act === 'read') return talk.markRead(person(one.by), message(one.upTo).seq);
    const target = message(one.at);
    if (one.act === 'react') return talk.react(person(one.by), target, one.sign, one.isOn);
    if (one.act === 'delete') return talk.delete(senderOf(target), target);
    return talk.edit(senderOf(target), target, `Lain ${index}`);
  });
  for (const done of await Promise.allSettled(acts)) {
    if (done.status === 'rejected') expect(done.reason).toMatchObject({ code: 'message-deleted' });
  }
}

/** What is unread is what others said, was not deleted and lies behind no mark. */
async function expectCounters(talk: CareConversation, messages: Message[]): Promise<void> {
  const members = await system.query<{ id: string; lastRead: number; unread: number }>(
    `SELECT user_id AS id, last_read_seq AS "lastRead", unread_count AS unread
     FROM conversation_members WHERE conversation_id = $1`,
    [talk.id],
  );
  for (const { id, lastRead, unread } of members) {
    const left = messages.filter(
      ({ senderId, seq, deletedAt }) => senderId !== id && seq > lastRead && !deletedAt,
    );
    expect(unread).toBe(left.length);
  }
}

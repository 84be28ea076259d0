import { fc, runs } from '../../support/harness/property-testing';
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
  const options = { page: 1, limit: 100 };
  return (await readMessagePage(system.context.chat, care.ref, options)).data;
}

/** The messages that a subscriber rebuilds from events alone. */
function receivedMessages(reader: FeedRecorder): Message[] {
  const latest = new Map<string, Message>();
  for (const event of reader.events) {
    if (event.type === 'message' || event.type === 'message-changed') {
      latest.set(event.message.id, event.message);
    }
  }
  return [...latest.values()].sort((one, other) => one.seq - other.seq);
}

async function waitUntilCaughtUp(care: CareConversation, reader: FeedRecorder): Promise<void> {
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
    const emojis = ['👍', '❤️', '😀', '🙏'];
    await Promise.all([
      ...texts.map((text) => care.edit(client, first, text)),
      ...emojis.map((emoji) => care.react(psychologist, first, emoji)),
    ]);
    expect((await care.rows()).revision).toBe(before + texts.length + emojis.length);
    const data = await history(care);
    const [described] = await loadMessageDetails(system.context.chat, care.ref, { messages: data });
    const previousTexts = [...(described?.edits ?? []).map((edit) => edit.previousContent)];
    expect([...previousTexts, described?.message.content].sort()).toEqual(
      ['Selamat pagi', ...texts].sort(),
    );
    expect(described?.message.reactions).toHaveLength(emojis.length);
  });

  it('end with a deletion; later ones are rejected', async () => {
    const care = await CareConversation.start(system);
    const { client, psychologist, firstMessage: first } = care;
    const results = await Promise.allSettled([
      care.edit(client, first, 'a'),
      care.react(psychologist, first, '👍'),
      care.delete(client, first),
      care.edit(client, first, 'b'),
      care.react(psychologist, first, '❤️'),
      care.delete(client, first),
    ]);
    for (const one of results) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'message-deleted' });
    }
    const [stored] = await history(care);
    expect(stored).toEqual({ ...first, content: '', deletedAt: expect.any(String) });
    expect((await care.rows()).unread).toEqual({ [client.id]: 0, [psychologist.id]: 0 });
  });
});

/** One step of a random conversation; numbers select a message modulo their count. */
type Step =
  | { action: 'send'; by: number; replyTo: number | undefined }
  | { action: 'edit' | 'delete'; at: number }
  | { action: 'react'; by: number; at: number; emoji: string; isOn: boolean }
  | { action: 'read'; by: number; upTo: number };

const messageIndex = fc.nat(9);
const by = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    action: fc.constant('send' as const),
    by,
    replyTo: fc.option(messageIndex, { nil: undefined }),
  }),
  fc.record({ action: fc.constantFrom('edit' as const, 'delete' as const), at: messageIndex }),
  fc.record({
    action: fc.constant('react' as const),
    by,
    at: messageIndex,
    emoji: fc.constantFrom('👍', '❤️'),
    isOn: fc.boolean(),
  }),
  fc.record({ action: fc.constant('read' as const), by, upTo: messageIndex }),
);

describe('random concurrent actions of two members', () => {
  it('give every subscriber the state of the history and correct counters', async () => {
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    const property = fc.asyncProperty(rounds, async (generated) => {
      const care = await CareConversation.start(system);
      const earlyReader = new FeedRecorder();
      const subscription = await system.context.feed.subscribe(care.id, earlyReader, {
        seq: 0,
        revision: 0,
      });
      for (const round of generated) await runRound(care, round);
      const lateReader = new FeedRecorder();
      const lateSubscription = await system.context.feed.subscribe(care.id, lateReader, {
        seq: 0,
        revision: 0,
      });
      await waitUntilCaughtUp(care, earlyReader);
      const expected = await history(care);
      expect(receivedMessages(lateReader)).toEqual(expected);
      await waitFor('all messages', () => receivedMessages(earlyReader).length === expected.length);
      expect(receivedMessages(earlyReader)).toEqual(expected);
      await expectCounters(care, expected);
      subscription.close();
      lateSubscription.close();
    });
    await fc.assert(property, { numRuns: runs(25) });
  });
});

/** Runs the actions of a round concurrently; rejections must have the expected code. */
async function runRound(care: CareConversation, round: Step[]): Promise<void> {
  const messages = await history(care);
  const members = [care.client, care.psychologist];
  const memberAt = (index: number): TestUser => members[index] ?? care.client;
  const message = (index: number): Message =>
    messages[index % messages.length] ?? care.firstMessage;
  const senderOf = ({ senderId }: Message): TestUser =>
    senderId === care.client.id ? care.client : care.psychologist;
  const actions = round.map(async (one, index): Promise<unknown> => {
    if (one.action === 'send') {
      const options = one.replyTo === undefined ? {} : { replyTo: message(one.replyTo).id };
      return care.sendMessage(memberAt(one.by), `Kata ${index}`, options);
    }
    if (one.action === 'read') return care.markRead(memberAt(one.by), message(one.upTo).seq);
    const target = message(one.at);
    if (one.action === 'react') return care.react(memberAt(one.by), target, one.emoji, one.isOn);
    if (one.action === 'delete') return care.delete(senderOf(target), target);
    return care.edit(senderOf(target), target, `Lain ${index}`);
  });
  for (const done of await Promise.allSettled(actions)) {
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
    const unreadMessages = messages.filter(
      ({ senderId, seq, deletedAt }) => senderId !== id && seq > lastRead && !deletedAt,
    );
    expect(unread).toBe(unreadMessages.length);
  }
}

import { createContext } from '../../../src/context';
import type { Context } from '../../../src/context';
import { systemClock } from '../../../src/clock';
import { loadConfig } from '../../../src/config/config';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { markRead } from '../../../src/chat/receipts/mark-read';
import { announceTyping } from '../../../src/chat/announce-typing';
import { createLogger } from '../../../src/logger';
import { Feed } from '../../../src/delivery/feed/feed';
import { FeedRecorder } from '../../support/recorders/feed-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
/** A second API process: another context on the same servers. */
let second: Context;
beforeAll(async () => {
  system = await startSystem();
  system.context.feed.start();
  const { config, secrets } = loadConfig(system.env);
  const logger = createLogger('second', 'silent');
  second = await createContext({ config, secrets, clock: systemClock, logger });
  second.feed.start();
});
afterAll(async () => {
  await second.dispose();
  await system.stop();
});

interface Talk {
  client: TestUser;
  psychologist: TestUser;
  id: string;
  say: (text: string, from?: TestUser) => Promise<void>;
}

async function talk(): Promise<Talk> {
  const { client, psychologist } = await createCarePair(system);
  const say = async (text: string, from = client): Promise<void> => {
    await createCareMessage(system, { client, from, text });
  };
  const { conversationId: id } = await createCareMessage(system, {
    client,
    from: client,
    text: '1',
  });
  return { client, psychologist, id, say };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

function heard(reader: FeedRecorder, count: number): Promise<unknown> {
  return waitFor(`${count} messages`, () => reader.seqs.length >= count);
}

describe('a reader of the feed', () => {
  it('is brought up from where it was, then hears what comes, with no gap and nothing twice', async () => {
    const { id, say } = await talk();
    for (const n of upTo(30).slice(1)) await say(String(n));
    const reader = new FeedRecorder();
    const more = (async () => {
      for (const n of upTo(60).slice(30)) await say(String(n));
    })();
    const subscription = await system.context.feed.subscribe(id, reader, { seq: 10 });
    await more;
    await heard(reader, 50);
    expect(reader.seqs).toEqual(upTo(60).slice(10));
    expect(subscription.cursor.seq).toBe(60);
    subscription.close();
  });

  it('without a position hears only what comes from then on', async () => {
    const { id, say } = await talk();
    const reader = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, reader);
    await say('dua');
    await heard(reader, 1);
    expect(reader.texts).toEqual(['dua']);
    subscription.close();
  });

  it('with a position from the future is put where the conversation stands', async () => {
    const { id, say } = await talk();
    const reader = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, reader, { seq: 9_999 });
    await say('dua');
    await heard(reader, 1);
    subscription.close();
  });

  it('hears the same as those at another process', async () => {
    const { id, say, psychologist } = await talk();
    const readers = [new FeedRecorder(), new FeedRecorder(), new FeedRecorder()];
    const feeds = [system.context.feed, second.feed, second.feed];
    const subscriptions = await Promise.all(
      feeds.map((feed, index) => feed.subscribe(id, readers[index] ?? new FeedRecorder())),
    );
    await Promise.all(upTo(100).map((n) => say(`x${n}`, n % 2 ? psychologist : undefined)));
    for (const reader of readers) await heard(reader, 100);
    expect(new Set(readers.map((reader) => reader.texts.join())).size).toBe(1);
    expect(readers[0]?.seqs).toEqual(upTo(101).slice(1));
    for (const subscription of subscriptions) subscription.close();
    expect(second.feed.counts()).toEqual({ readers: 0, conversations: 0 });
  });

  it('shares one read with all readers of its conversation', async () => {
    const { id, say } = await talk();
    const readers = upTo(50).map(() => new FeedRecorder());
    const subscriptions = await Promise.all(
      readers.map((reader) => system.context.feed.subscribe(id, reader)),
    );
    await say('untuk semua');
    for (const reader of readers) await heard(reader, 1);
    // The very same object: it was read, opened and made into an event once.
    expect(new Set(readers.map((reader) => reader.events[0])).size).toBe(1);
    for (const subscription of subscriptions) subscription.close();
  });

  it('hears receipts with the messages that were read, also those it missed', async () => {
    const { id, say, client, psychologist } = await talk();
    await say('dua');
    const live = new FeedRecorder();
    const watching = await system.context.feed.subscribe(id, live);
    const { chat: conversation } = system.context;
    const target = { conversationId: id, kinds: ['care'] as const };
    await markRead(conversation, psychologist, { target });
    await waitFor('a receipt', () => live.eventsOf('receipt').length === 1);
    const late = new FeedRecorder();
    const catching = await second.feed.subscribe(id, late, { seq: 0, revision: 0 });
    expect(late.events.map((event) => event.type)).toEqual(['message', 'message', 'receipt']);
    const [receipt] = late.eventsOf('receipt');
    expect(receipt).toEqual(live.eventsOf('receipt')[0]);
    expect(receipt?.receipt).toMatchObject({ userId: psychologist.id, lastReadSeq: 2 });
    expect(receipt?.receipt.messageIds).toHaveLength(2);
    expect(client.id).not.toBe(psychologist.id);
    watching.close();
    catching.close();
  });

  it('hears that the conversation closed', async () => {
    const { id, client } = await talk();
    const team = await system.addUser('team');
    const reader = new FeedRecorder();
    const subscription = await second.feed.subscribe(id, reader);
    await endAssignment(system.context.chat, team, { clientId: client.id });
    await waitFor('the change', () => reader.eventsOf('changed').length > 0);
    expect(reader.eventsOf('changed')).toMatchObject([{ kind: 'care', state: 'closed' }]);
    subscription.close();
  });

  it('hears of typing at every process, and that it lapsed', async () => {
    const { id, client } = await talk();
    const reader = new FeedRecorder();
    const subscription = await second.feed.subscribe(id, reader);
    const target = { conversationId: id, kinds: ['care'] as const };
    await announceTyping(system.context.chat, client, { target, isTyping: true });
    await waitFor('typing', () => reader.eventsOf('typing').length === 1);
    await waitFor('its lapse', () => reader.eventsOf('typing').length === 2);
    const said = reader.eventsOf('typing').map(({ typing }) => [typing.userId, typing.isTyping]);
    expect(said).toEqual([
      [client.id, true],
      [client.id, false],
    ]);
    subscription.close();
  });

  it('hears all the same when every call over Redis is lost', async () => {
    const { id, say } = await talk();
    // A feed whose line hears nothing.
    const { db, keys, logger } = second;
    const line = { ...second.feedChannel, listen: () => undefined, close: () => undefined };
    const deaf = new Feed({ db, keys, logger, channel: line as never, patience: 1_000 });
    deaf.start();
    const reader = new FeedRecorder();
    const subscription = await deaf.subscribe(id, reader);
    await say('dua');
    await heard(reader, 1);
    subscription.close();
    await deaf.stop();
  });
});

describe('a slow reader', () => {
  const LONG = 'kata '.repeat(900);

  it('is told no more while it is full, and then everything, in order', async () => {
    const { id, say } = await talk();
    const reader = new FeedRecorder();
    const other = new FeedRecorder();
    reader.drainsImmediately = false;
    const subscription = await system.context.feed.subscribe(id, reader);
    const quick = await system.context.feed.subscribe(id, other);
    for (const n of upTo(120)) await say(`${n} ${LONG}`);
    await heard(other, 120);
    expect(reader.seqs.length).toBeLessThan(80);
    const taking = setInterval(() => reader.drainAll(), 5);
    await heard(reader, 120);
    clearInterval(taking);
    expect(reader.seqs).toEqual(upTo(121).slice(1));
    expect(reader.dropped).toBeUndefined();
    subscription.close();
    quick.close();
  }, 60_000);

  it('that takes nothing is dropped with a named error, and holds up nobody', async () => {
    const { id, say } = await talk();
    const { db, keys, logger, feedChannel: line } = second;
    const feed = new Feed({ db, keys, logger, channel: line, patience: 200 });
    const reader = new FeedRecorder();
    reader.drainsImmediately = false;
    for (const n of upTo(120)) await say(`${n} ${LONG}`);
    await feed.subscribe(id, reader, { seq: 0 });
    expect(reader.dropped).toMatchObject({ code: 'too-slow' });
    expect(reader.seqs.length).toBeLessThan(80);
    expect(feed.counts()).toEqual({ readers: 0, conversations: 0 });
  }, 60_000);
});

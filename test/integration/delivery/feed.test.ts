import { createContext } from '../../../src/context';
import type { Context } from '../../../src/context';
import { loadConfig } from '../../../src/config/config';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { markRead } from '../../../src/chat/receipts/mark-read';
import { announceTyping } from '../../../src/chat/announce-typing';
import { createLogger } from '../../../src/logger';
import { Feed } from '../../../src/delivery/feed/feed';
import { afterTest } from '../../support/harness/after-test';
import { FeedRecorder } from '../../support/recorders/feed-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
/** A second API process: another context on the same databases. */
let second: Context;
beforeAll(async () => {
  system = await startSystem();
  system.context.feed.start();
  const { config, secrets } = loadConfig(system.env);
  const logger = createLogger('second', 'silent');
  second = await createContext({ config, secrets, logger });
  second.feed.start();
});
afterAll(async () => {
  await second.dispose();
  await system.stop();
});

interface FeedConversation {
  client: TestUser;
  psychologist: TestUser;
  id: string;
  send: (text: string, from?: TestUser) => Promise<void>;
}

async function createConversation(): Promise<FeedConversation> {
  const { client, psychologist } = await createCarePair(system);
  const send = async (text: string, from = client): Promise<void> => {
    await createCareMessage(system, { client, from, text });
  };
  const first = { client, from: client, text: '1' };
  const { conversationId: id } = await createCareMessage(system, first);
  return { client, psychologist, id, send };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

/** A feed that receives no notification; once started it polls. */
function createDeafFeed(): { feed: Feed; start: () => void } {
  const { db, keys, logger } = second;
  const channel = { subscribe: () => undefined, close: () => undefined };
  const feed = new Feed({ db, keys, logger, channel: channel as never, slowTimeoutMs: 1_000 });
  afterTest(() => feed.stop());
  return { feed, start: () => feed.start() };
}

function waitForMessages(recorder: FeedRecorder, count: number): Promise<unknown> {
  return waitFor(`${count} messages`, () => recorder.seqs.length >= count);
}

describe('a feed subscriber', () => {
  it('catches up from its cursor and continues without gaps or duplicates', async () => {
    const { id, send } = await createConversation();
    for (const n of upTo(30).slice(1)) await send(String(n));
    const recorder = new FeedRecorder();
    const sending = (async () => {
      for (const n of upTo(60).slice(30)) await send(String(n));
    })();
    const subscription = await system.context.feed.subscribe(id, recorder, { seq: 10 });
    await sending;
    await waitForMessages(recorder, 50);
    expect(recorder.seqs).toEqual(upTo(60).slice(10));
    expect(subscription.cursor.seq).toBe(60);
    subscription.close();
  });

  it('continues after a notification that cannot be read', async () => {
    const { id, send } = await createConversation();
    const recorder = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, recorder);
    for (const text of ['', 'null', '{"moved":7}', '{"typing":{}}']) {
      expect(
        await system.context.redis.publish(`${system.redisPrefix}:feed`, text),
      ).toBeGreaterThan(1);
    }
    await send('dua');
    await waitForMessages(recorder, 1);
    expect(recorder.texts).toEqual(['dua']);
    subscription.close();
  });

  it('receives only new messages without a cursor', async () => {
    const { id, send } = await createConversation();
    const recorder = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, recorder);
    await send('dua');
    await waitForMessages(recorder, 1);
    expect(recorder.texts).toEqual(['dua']);
    subscription.close();
  });

  it('starts at the head with a cursor from the future', async () => {
    const { id, send } = await createConversation();
    const recorder = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, recorder, { seq: 9_999 });
    await send('dua');
    await waitForMessages(recorder, 1);
    subscription.close();
  });

  it('repeats nothing for a client that read further at another process', async () => {
    const { id, send } = await createConversation();
    const { feed, start } = createDeafFeed();
    const early = await feed.subscribe(id, new FeedRecorder());
    await send('dua');
    const recorder = new FeedRecorder();
    const subscription = await feed.subscribe(id, recorder, { seq: 2 });
    await send('tiga');
    start();
    await waitFor('the third message', () => recorder.texts.includes('tiga'));
    expect(recorder.seqs).toEqual([3]);
    for (const one of [early, subscription]) one.close();
  });

  it('receives the same as subscribers of another process', async () => {
    const { id, send, psychologist } = await createConversation();
    const recorders = [new FeedRecorder(), new FeedRecorder(), new FeedRecorder()];
    const feeds = [system.context.feed, second.feed, second.feed];
    const subscriptions = await Promise.all(
      feeds.map((feed, index) => feed.subscribe(id, recorders[index] ?? new FeedRecorder())),
    );
    await Promise.all(upTo(100).map((n) => send(`x${n}`, n % 2 ? psychologist : undefined)));
    for (const recorder of recorders) await waitForMessages(recorder, 100);
    expect(new Set(recorders.map(({ texts }) => texts.join())).size).toBe(1);
    expect(recorders[0]?.seqs).toEqual(upTo(101).slice(1));
    for (const subscription of subscriptions) subscription.close();
    expect(second.feed.counts()).toEqual({ subscribers: 0, conversations: 0 });
  });

  it('shares one read with all subscribers of its conversation', async () => {
    const { id, send } = await createConversation();
    const recorders = upTo(50).map(() => new FeedRecorder());
    const subscriptions = await Promise.all(
      recorders.map((recorder) => system.context.feed.subscribe(id, recorder)),
    );
    await send('untuk semua');
    for (const recorder of recorders) await waitForMessages(recorder, 1);
    // The very same object: it was read, decrypted and mapped once.
    expect(new Set(recorders.map(({ events }) => events[0])).size).toBe(1);
    for (const subscription of subscriptions) subscription.close();
  });

  it('receives receipts with the ids of the read messages, also when it catches up', async () => {
    const { id, send, client, psychologist } = await createConversation();
    await send('dua');
    const live = new FeedRecorder();
    const liveSubscription = await system.context.feed.subscribe(id, live);
    const { chat } = system.context;
    const target = { conversationId: id, kinds: ['care'] as const };
    await markRead(chat, psychologist, { target });
    await waitFor('a receipt', () => live.eventsOf('receipt').length === 1);
    const lateSubscriber = new FeedRecorder();
    const lateSubscription = await second.feed.subscribe(id, lateSubscriber, {
      seq: 0,
      revision: 0,
    });
    expect(lateSubscriber.events.map((event) => event.type)).toEqual([
      'message',
      'message',
      'receipt',
    ]);
    const [receipt] = lateSubscriber.eventsOf('receipt');
    expect(receipt).toEqual(live.eventsOf('receipt')[0]);
    expect(receipt?.receipt).toMatchObject({ userId: psychologist.id, lastReadSeq: 2 });
    expect(receipt?.receipt.messageIds).toHaveLength(2);
    expect(client.id).not.toBe(psychologist.id);
    liveSubscription.close();
    lateSubscription.close();
  });

  it('receives that the conversation closed', async () => {
    const { id, client } = await createConversation();
    const team = await system.addUser('team');
    const recorder = new FeedRecorder();
    const subscription = await second.feed.subscribe(id, recorder);
    await endAssignment(system.context.chat, team, { clientId: client.id });
    await waitFor('the change', () => recorder.eventsOf('changed').length > 0);
    expect(recorder.eventsOf('changed')).toMatchObject([{ kind: 'care', state: 'closed' }]);
    subscription.close();
  });

  it('receives typing at every process, and its end by timeout', async () => {
    const { id, client } = await createConversation();
    const recorder = new FeedRecorder();
    const subscription = await second.feed.subscribe(id, recorder);
    const target = { conversationId: id, kinds: ['care'] as const };
    await announceTyping(system.context.chat, client, { target, isTyping: true });
    await waitFor('typing', () => recorder.eventsOf('typing').length === 1);
    await waitFor('its end', () => recorder.eventsOf('typing').length === 2);
    const received = recorder
      .eventsOf('typing')
      .map(({ typing }) => [typing.userId, typing.isTyping]);
    expect(received).toEqual([
      [client.id, true],
      [client.id, false],
    ]);
    subscription.close();
  });

  it('receives messages while every Redis notification is lost', async () => {
    const { id, send } = await createConversation();
    const { feed, start } = createDeafFeed();
    start();
    const recorder = new FeedRecorder();
    const subscription = await feed.subscribe(id, recorder);
    await send('dua');
    await waitForMessages(recorder, 1);
    subscription.close();
  });
});

describe('a feed whose database was replaced by an older copy', () => {
  /** As in a copy from before the last `count` messages. */
  async function undoMessages(id: string, count: number): Promise<void> {
    await system.query(
      `DELETE FROM messages WHERE conversation_id = $1
         AND seq > (SELECT last_seq FROM conversations WHERE id = $1) - $2::int`,
      [id, count],
    );
    await system.query('UPDATE conversations SET last_seq = last_seq - $2::int WHERE id = $1', [
      id,
      count,
    ]);
  }

  it('delivers messages that another process stored before this one noticed', async () => {
    const { id, send } = await createConversation();
    const recorder = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, recorder);
    for (const text of ['kept', 'lost 1', 'lost 2']) await send(text);
    await waitForMessages(recorder, 3);

    await undoMessages(id, 2);
    for (const text of ['new 1', 'new 2']) await send(text);
    system.context.feed.rewind();
    await send('new 3');
    await waitForMessages(recorder, 6);
    expect(recorder.texts).toEqual(['kept', 'lost 1', 'lost 2', 'new 1', 'new 2', 'new 3']);
    subscription.close();
  });

  it('lets a client that was away go on before the lost messages', async () => {
    const { id, send } = await createConversation();
    const { feed } = system.context;
    const recorder = new FeedRecorder();
    const subscription = await feed.subscribe(id, recorder);
    for (const text of ['kept', 'lost 1', 'lost 2']) await send(text);
    await waitForMessages(recorder, 3);
    const from = subscription.cursor;
    subscription.close();

    await undoMessages(id, 2);
    for (const text of ['new 1', 'new 2', 'new 3']) await send(text);
    feed.rewind();
    const head = { ...from, seq: from.seq + 1 };
    expect(await feed.resume(id, { from, head })).toMatchObject({ seq: from.seq - 2 });
    // Beyond what was lost: received from the restored database.
    expect(await feed.resume(id, { from: head, head })).toEqual(head);
    const again = new FeedRecorder();
    const resumed = await feed.subscribe(id, again, await feed.resume(id, { from, head }));
    await waitForMessages(again, 3);
    expect(again.texts).toEqual(['new 1', 'new 2', 'new 3']);
    resumed.close();
  });

  it('repeats the last messages for a client that is ahead of a database it does not know', async () => {
    const { id, send } = await createConversation();
    const { feed } = second;
    for (const text of ['one', 'two']) await send(text);
    const head = { seq: 3, revision: 0 };
    const from = { seq: 9, revision: 0 };
    const recorder = new FeedRecorder();
    const resumed = await feed.subscribe(id, recorder, await feed.resume(id, { from, head }));
    await waitForMessages(recorder, 3);
    expect(recorder.texts.slice(-2)).toEqual(['one', 'two']);
    resumed.close();
  });

  it('repeats nothing when nothing was lost', async () => {
    const { id, send } = await createConversation();
    const recorder = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(id, recorder);
    for (const n of upTo(60)) await send(String(n));
    await waitForMessages(recorder, 60);
    system.context.feed.rewind();
    await send('last');
    await waitForMessages(recorder, 61);
    expect(recorder.texts).toEqual([...upTo(60).map(String), 'last']);
    subscription.close();
  });
});

describe('a slow feed subscriber', () => {
  const LONG = 'kata '.repeat(900);

  it('is paused while its buffer is full and then receives everything in order', async () => {
    const { id, send } = await createConversation();
    const slow = new FeedRecorder();
    const fast = new FeedRecorder();
    slow.drainsImmediately = false;
    const slowSubscription = await system.context.feed.subscribe(id, slow);
    const fastSubscription = await system.context.feed.subscribe(id, fast);
    for (const n of upTo(120)) await send(`${n} ${LONG}`);
    await waitForMessages(fast, 120);
    expect(slow.seqs.length).toBeLessThan(80);
    const draining = setInterval(() => slow.drainAll(), 5);
    afterTest(() => clearInterval(draining));
    await waitForMessages(slow, 120);
    expect(slow.seqs).toEqual(upTo(121).slice(1));
    expect(slow.dropped).toBeUndefined();
    slowSubscription.close();
    fastSubscription.close();
  }, 60_000);

  it('is dropped as `too-slow` when it takes nothing', async () => {
    const { id, send } = await createConversation();
    const { db, keys, logger, feedChannel: channel } = second;
    const feed = new Feed({ db, keys, logger, channel, slowTimeoutMs: 200 });
    const recorder = new FeedRecorder();
    recorder.drainsImmediately = false;
    for (const n of upTo(120)) await send(`${n} ${LONG}`);
    await feed.subscribe(id, recorder, { seq: 0 });
    expect(recorder.dropped).toMatchObject({ code: 'too-slow' });
    expect(recorder.seqs.length).toBeLessThan(80);
    expect(feed.counts()).toEqual({ subscribers: 0, conversations: 0 });
  }, 60_000);
});

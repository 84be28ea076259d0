import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AppError } from '../../../src/errors';
import { UserFeed } from '../../../src/delivery/feed/user-feed';
import type { UserEvent, UserFeedSubscriber } from '../../../src/delivery/feed/user-feed';
import { UserChannel } from '../../../src/delivery/feed/user-channel';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createDirectMessage } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

/** Records events; nothing is drained while `isDraining` is false. */
class UserFeedRecorder implements UserFeedSubscriber {
  readonly texts: string[] = [];
  offset: string | undefined;
  dropped: AppError | undefined;
  isDraining = true;
  private buffered = 0;

  write(event: UserEvent, offset: string): void {
    this.offset = offset;
    if (event.type !== 'message') return;
    this.texts.push(event.message.content);
    if (!this.isDraining) this.buffered += event.message.content.length;
  }

  sendOffset(offset: string): void {
    this.offset = offset;
  }

  backlog(): number {
    return this.isDraining ? 0 : this.buffered;
  }

  drop(error: AppError): void {
    this.dropped = error;
  }
}

const EPOCH = 'epoch';

let system: TestSystem;
let sender: TestUser;
let recipient: TestUser;
let channel: UserChannel;
let feed: UserFeed;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  sender = await system.addUser('psychologist');
  recipient = await system.addUser('team');
});
beforeEach(() => start(10_000));

function start(slowTimeoutMs: number): void {
  const { redis, db, keys, logger } = system.context;
  channel = new UserChannel(redis, `test-${randomBytes(6).toString('hex')}`);
  feed = new UserFeed({ db, keys, logger, channel, slowTimeoutMs });
  feed.start();
}

afterEach(() => feed.stop());
afterAll(() => system.stop());

async function subscribe(after?: string): Promise<UserFeedRecorder> {
  const recorder = new UserFeedRecorder();
  feed.subscribe(recipient.id, recorder, after);
  if (after === undefined) await waitFor('a starting offset', () => recorder.offset);
  return recorder;
}

type Change = Parameters<UserChannel['append']>[0][number];

/** A new message, as the relay appends it. */
async function createChange(text: string): Promise<Change> {
  const message = await createDirectMessage(system, { from: sender, to: recipient, text });
  const ref = { conversationId: message.conversationId, messageId: message.id };
  return { id: message.id, shard: 0, fence: 1, userIds: [sender.id, recipient.id], ref };
}

async function publish(text: string): Promise<void> {
  await channel.append([await createChange(text)], EPOCH);
}

const waitForLast = (recorder: UserFeedRecorder, text: string) =>
  waitFor(text, () => recorder.texts.at(-1) === text);

describe('the user feed', () => {
  it('delivers a repeated append once', async () => {
    const recorder = await subscribe();
    const change = await createChange('sekali');
    for (let n = 0; n < 3; n += 1) await channel.append([change], EPOCH);
    await publish('dua');
    await waitForLast(recorder, 'dua');
    expect(recorder.texts).toEqual(['sekali', 'dua']);
  });

  it('catches a subscriber up from its offset and continues without a gap', async () => {
    const first = await subscribe();
    const start = first.offset ?? '';
    const all = Array.from({ length: 300 }, (_, n) => `pesan ${n}`);
    const recorders: UserFeedRecorder[] = [];
    for (const [n, text] of all.entries()) {
      await publish(text);
      if (n % 60 === 30) recorders.push(await subscribe(start), await subscribe(first.offset));
    }
    await waitForLast(first, 'pesan 299');
    expect(first.texts).toEqual(all);
    for (const [index, recorder] of recorders.entries()) {
      await waitForLast(recorder, 'pesan 299');
      const from = index % 2 === 0 ? 0 : all.indexOf(recorder.texts[0] ?? '');
      expect(recorder.texts).toEqual(all.slice(from));
    }
  }, 30_000);

  it('pauses a slow subscriber and delivers the rest once it has drained', async () => {
    const slow = await subscribe();
    const fast = await subscribe();
    slow.isDraining = false;
    const long = 'x'.repeat(4_000);
    for (let n = 0; n < 90; n += 1) await publish(`${n} ${long}`);
    await waitForLast(fast, `89 ${long}`);
    expect(slow.texts.length).toBeLessThan(80);
    slow.isDraining = true;
    await waitForLast(slow, `89 ${long}`);
    expect(slow.texts).toEqual(fast.texts);
    expect(slow.dropped).toBeUndefined();
  });

  it('drops a subscriber that takes nothing as `too-slow` and keeps serving the others', async () => {
    await subscribe();
    await feed.stop();
    start(300);
    const slow = await subscribe();
    const fast = await subscribe();
    slow.isDraining = false;
    const long = 'x'.repeat(4_000);
    for (let n = 0; n < 90; n += 1) await publish(`${n} ${long}`);
    const error = await waitFor('the drop', () => slow.dropped);
    expect(error.code).toBe('too-slow');
    expect(error.message).toMatch(/Connect again/);
    await waitForLast(fast, `89 ${long}`);
    expect(feed.count()).toBe(1);
  });

  it('drops every subscriber when the stream was lost, and serves new ones', async () => {
    const live = await subscribe();
    await publish('before');
    await waitForLast(live, 'before');
    const kept = await createChange('kept');
    const { redis } = system.context;
    // An entry that the process has not read yet is lost with the stream.
    await redis.multi().xadd(channel.stream, '*', 'data', '{}').del(channel.stream).exec();
    await channel.append([kept], EPOCH);
    await waitFor('the drop', () => live.dropped);
    expect(live.dropped?.code).toBe('unavailable');
    expect(live.texts).toEqual(['before']);
    expect(await channel.holdsAllAfter(live.offset ?? '')).toBe(false);
    const next = await subscribe();
    await publish('after');
    await waitForLast(next, 'after');
    expect(next.texts).toEqual(['after']);
  });

  it('knows whether the stream still holds everything after an offset', async () => {
    const recorder = await subscribe();
    await publish('ada');
    await waitForLast(recorder, 'ada');
    expect(await channel.holdsAllAfter(recorder.offset ?? '')).toBe(true);
    for (const offset of ['0-1', '', 'x', '1', '1-1-1', `${'9'.repeat(40)}-1`, '-1-0']) {
      expect(await channel.holdsAllAfter(offset)).toBe(false);
    }
  });

  it('stops cleanly while it is still starting', async () => {
    for (let wait = 0; wait < 20; wait += 1) {
      await feed.stop();
      start(10_000);
      await pause(wait);
    }
    await feed.stop();
    await pause(100);
  });
});

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from 'socket.io';
import type { AppError } from '../../../src/errors';
import { UserFeed } from '../../../src/delivery/feed/user-feed';
import type { UserEvent, UserFeedSubscriber } from '../../../src/delivery/feed/user-feed';
import { UserChannel } from '../../../src/delivery/feed/user-channel';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createDirectMessage } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

/** Keeps all it is told, and takes it only as fast as it is let. */
class UserFeedRecorder implements UserFeedSubscriber {
  readonly texts: string[] = [];
  offset: string | undefined;
  dropped: AppError | undefined;
  takes = true;
  private waiting = 0;

  write(event: UserEvent, offset: string): void {
    this.offset = offset;
    if (event.type !== 'message') return;
    this.texts.push(event.message.content);
    if (!this.takes) this.waiting += event.message.content.length;
  }

  sendOffset(offset: string): void {
    this.offset = offset;
  }

  backlog(): number {
    return this.takes ? 0 : this.waiting;
  }

  drop(error: AppError): void {
    this.dropped = error;
  }
}

let system: TestSystem;
let one: TestUser;
let other: TestUser;
let line: UserChannel;
let feed: UserFeed;
let io: Server;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  one = await system.addUser('psychologist');
  other = await system.addUser('team');
});
beforeEach(() => open(10_000));

function open(patience: number): void {
  const { redis, db, keys, logger } = system.context;
  line = new UserChannel(redis, `test-${randomBytes(6).toString('hex')}`);
  feed = new UserFeed({ db, keys, logger, channel: line, patience });
  io = new Server(createServer(), { adapter: feed.adapter() });
}

async function close(): Promise<void> {
  await io.close();
  await feed.stop();
}
afterEach(close);
afterAll(() => system.stop());

async function subscribe(after?: string): Promise<UserFeedRecorder> {
  const reader = new UserFeedRecorder();
  feed.subscribe(other.id, reader, after);
  if (after === undefined) await waitFor('a place', () => reader.offset);
  return reader;
}

/** What the relay appends for a new message. */
async function post(text: string): Promise<{ id: string; call: Parameters<typeof append>[0] }> {
  const { id, conversationId } = await createDirectMessage(system, { from: one, to: other, text });
  const happening = { conversationId, messageId: id };
  return { id, call: { people: [one.id, other.id], happening } };
}

function append(call: {
  people: string[];
  happening: { conversationId: string; messageId: string };
}) {
  return line.append([{ id: call.happening.messageId, call }]);
}

async function say(text: string): Promise<void> {
  await append((await post(text)).call);
}

const lastOf = (reader: UserFeedRecorder, text: string) =>
  waitFor(text, () => reader.texts.at(-1) === text);

describe('the feed of persons', () => {
  it('tells once what the relay repeats', async () => {
    const reader = await subscribe();
    const { call } = await post('sekali');
    for (let n = 0; n < 3; n += 1) await append(call);
    await say('dua');
    await lastOf(reader, 'dua');
    expect(reader.texts).toEqual(['sekali', 'dua']);
  });

  it('brings up whoever comes with an offset, and goes on without a gap', async () => {
    const first = await subscribe();
    const begun = first.offset ?? '';
    const all = Array.from({ length: 300 }, (_, n) => `pesan ${n}`);
    const readers: UserFeedRecorder[] = [];
    for (const [n, text] of all.entries()) {
      await say(text);
      if (n % 60 === 30) readers.push(await subscribe(begun), await subscribe(first.offset));
    }
    await lastOf(first, 'pesan 299');
    expect(first.texts).toEqual(all);
    for (const [index, reader] of readers.entries()) {
      await lastOf(reader, 'pesan 299');
      const from = index % 2 === 0 ? 0 : all.indexOf(reader.texts[0] ?? '');
      expect(reader.texts).toEqual(all.slice(from));
    }
  }, 30_000);

  it('tells a full reader the rest when it has taken what it was given', async () => {
    const slow = await subscribe();
    const quick = await subscribe();
    slow.takes = false;
    const long = 'x'.repeat(4_000);
    for (let n = 0; n < 90; n += 1) await say(`${n} ${long}`);
    await lastOf(quick, `89 ${long}`);
    expect(slow.texts.length).toBeLessThan(80);
    slow.takes = true;
    await lastOf(slow, `89 ${long}`);
    expect(slow.texts).toEqual(quick.texts);
    expect(slow.dropped).toBeUndefined();
  });

  it('drops a reader that takes nothing, by name', async () => {
    await subscribe();
    await close();
    open(300);
    const slow = await subscribe();
    const quick = await subscribe();
    slow.takes = false;
    const long = 'x'.repeat(4_000);
    for (let n = 0; n < 90; n += 1) await say(`${n} ${long}`);
    const error = await waitFor('the end', () => slow.dropped);
    expect(error.code).toBe('too-slow');
    expect(error.message).toMatch(/Connect again/);
    await lastOf(quick, `89 ${long}`);
    expect(feed.count()).toBe(1);
  });

  it('says of an offset whether everything after it is still there', async () => {
    const reader = await subscribe();
    await say('ada');
    await lastOf(reader, 'ada');
    expect(await line.holdsAllAfter(reader.offset ?? '')).toBe(true);
    for (const odd of ['0-1', '', 'x', '1', '1-1-1', `${'9'.repeat(40)}-1`, '-1-0']) {
      expect(await line.holdsAllAfter(odd)).toBe(false);
    }
  });

  it('may end in the very moment in which it begins', async () => {
    for (let wait = 0; wait < 20; wait += 1) {
      open(10_000);
      await pause(wait);
      await io.close();
      await feed.stop();
    }
    await pause(100);
  });
});

import fc from 'fast-check';
import { ApiError } from '../../../../src/web/api/api-error';
import type { Message } from '../../../../src/web/api/api-types';
import { UnsentStorage } from '../../../../src/web/state/chat/unsent-storage';
import type { UnsentMessage } from '../../../../src/web/state/chat/unsent-storage';
import { SendQueue } from '../../../../src/web/state/chat/send-queue';
import type { TabLock } from '../../../../src/web/state/chat/send-queue';
import { FakeTimers } from './fake-timers';
import { TestStorage } from './test-storage';

const OWNER = { userId: '1', storageKey: 's' };

/** A server that keeps each client message id once, as ours does, and can be told to fail. */
class Server {
  readonly kept: Message[] = [];
  readonly attempts: string[] = [];
  underWay = 0;
  mostUnderWay = 0;
  /** What happens to the next calls; `lost`: kept, but the reply never arrives. */
  faults: (ApiError | 'lost')[] = [];
  /** Whether the channel tells of the next messages before they are answered. */
  quick: boolean[] = [];
  onChannel: (id: string) => void = () => undefined;

  readonly post = async (waiting: UnsentMessage): Promise<Message> => {
    this.attempts.push(waiting.text);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await Promise.resolve();
    this.underWay -= 1;
    const fault = this.faults.shift();
    if (fault instanceof ApiError) throw fault;
    const message = this.keep(waiting);
    if (this.quick.shift()) this.onChannel(waiting.id);
    if (fault === 'lost') throw refusal('offline', 0);
    return message;
  };

  texts(): string[] {
    return this.kept.map(({ content }) => content);
  }

  private keep({ id, text }: UnsentMessage): Message {
    const first = this.kept.find(({ clientMessageId }) => clientMessageId === id);
    if (first) return first;
    const message: Message = {
      id: `${this.kept.length + 1}`,
      seq: this.kept.length + 1,
      senderId: '1',
      senderName: 'Ana',
      senderRole: 'client',
      content: text,
      messageType: 'text',
      isAutomated: false,
      createdAt: new Date(0).toISOString(),
      clientMessageId: id,
    };
    this.kept.push(message);
    return message;
  }
}

function refusal(code: ApiError['code'], status: number, retryAfter?: number): ApiError {
  return new ApiError({ code, status, message: code, details: retryAfter ? { retryAfter } : {} });
}

/** One lock for all tabs, as the browser's. */
function oneLock(): TabLock {
  let last: Promise<unknown> = Promise.resolve();
  return (_name, work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

interface Tab {
  queue: SendQueue;
  desk: FakeTimers;
  refused: string[];
  taken: number;
  states(): string[];
}

function openTab(server: Server, store = new TestStorage(), exclusively = oneLock()): Tab {
  const desk = new FakeTimers();
  const tab: Tab = {
    desk,
    refused: [],
    taken: 0,
    states: () => tab.queue.items.map(({ text, state }) => `${text} ${state}`),
    queue: new SendQueue({
      name: 'queue',
      storage: new UnsentStorage(store, OWNER),
      sendMessage: server.post,
      withLock: exclusively,
      schedule: desk.schedule,
      onSent: () => undefined,
      onRefused: (code) => tab.refused.push(code),
      onHandledElsewhere: () => (tab.taken += 1),
      onChange: () => undefined,
    }),
  };
  return tab;
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

/** As the conversation would: shows everything the server has. */
function show(tab: Tab, server: Server): void {
  tab.queue.confirm(new Set(server.kept.flatMap(({ clientMessageId }) => clientMessageId ?? [])));
}

describe('the queue of messages to send', () => {
  it('holds messages until the session is open, then sends them in order, one at a time', async () => {
    const server = new Server();
    const tab = openTab(server);
    for (const text of ['one', 'two', 'three']) tab.queue.add({ text });
    await settle();
    expect(server.attempts).toEqual([]);
    tab.queue.open();
    await settle();
    expect(server.texts()).toEqual(['one', 'two', 'three']);
    expect(server.mostUnderWay).toBe(1);
    expect(tab.states()).toEqual(['one sent', 'two sent', 'three sent']);
    show(tab, server);
    expect(tab.states()).toEqual([]);
  });

  it('waits while there is no network, keeps the order, and goes on when woken', async () => {
    const server = new Server();
    server.faults = [refusal('offline', 0), refusal('offline', 0)];
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    tab.queue.add({ text: 'two' });
    await settle();
    expect(tab.states()).toEqual(['one sending', 'two sending']);
    tab.queue.retryNow();
    await settle();
    await tab.desk.runNext();
    await settle();
    expect(server.texts()).toEqual(['one', 'two']);
  });

  it('does not come back before the server said', async () => {
    const server = new Server();
    server.faults = [refusal('unavailable', 503, 7)];
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    await settle();
    tab.queue.retryNow();
    await settle();
    expect(server.attempts).toHaveLength(1);
    expect(tab.desk.nextDelay()).toBeGreaterThan(6_000);
  });

  it('shows a refused message as failed, lets the next go on, and sends it again when asked', async () => {
    const server = new Server();
    server.faults = [refusal('invalid-input', 400)];
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    tab.queue.add({ text: 'two' });
    await settle();
    expect(tab.states()).toEqual(['one failed', 'two sent']);
    expect(tab.refused).toContain('invalid-input');
    const [failed] = tab.queue.items;
    tab.queue.retry(failed?.id ?? '');
    await settle();
    show(tab, server);
    expect(server.texts()).toEqual(['two', 'one']);
    expect(tab.states()).toEqual([]);
  });

  it("gives up on the server's own fault after a few attempts", async () => {
    const server = new Server();
    server.faults = Array.from({ length: 4 }, () => refusal('internal', 500));
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    for (let turn = 0; turn < 4; turn += 1) {
      await settle();
      await tab.desk.runNext();
    }
    await settle();
    expect(tab.states()).toEqual(['one failed']);
    tab.queue.discard(tab.queue.items[0]?.id ?? '');
    expect(tab.states()).toEqual([]);
  });

  it('survives a reload, under the same id', async () => {
    const server = new Server();
    server.faults = ['lost'];
    const store = new TestStorage();
    const before = openTab(server, store);
    before.queue.open();
    before.queue.add({ text: 'one' });
    await settle();
    before.queue.stop();
    const after = openTab(server, store);
    expect(after.states()).toEqual(['one sending']);
    after.queue.open();
    await settle();
    expect(server.texts()).toEqual(['one']);
    expect(new UnsentStorage(store, OWNER).listMessages()).toEqual([]);
  });

  it('asks the server once more when the session is over, and keeps nothing', async () => {
    const server = new Server();
    server.faults = ['lost'];
    const store = new TestStorage();
    const tab = openTab(server, store);
    tab.queue.open();
    tab.queue.add({ text: 'arrived' });
    tab.queue.add({ text: 'too late' });
    await settle();
    server.faults = [];
    const { post } = server;
    Object.assign(server, {
      post: (message: UnsentMessage) =>
        message.text === 'arrived' ? post(message) : Promise.reject(refusal('session-ended', 400)),
    });
    const after = openTab(server, store);
    after.queue.finish();
    await settle();
    show(after, server);
    expect(after.states()).toEqual(['too late failed']);
    expect(store.length).toBe(0);
  });

  it('is shared by the tabs of one person: each message goes once', async () => {
    const server = new Server();
    const store = new TestStorage();
    const lock = oneLock();
    const [one, two] = [openTab(server, store, lock), openTab(server, store, lock)];
    one.queue.add({ text: 'from one' });
    two.queue.storageChanged();
    two.queue.add({ text: 'from two' });
    one.queue.storageChanged();
    expect(one.states()).toEqual(two.states());
    one.queue.open();
    two.queue.open();
    await settle();
    for (const tab of [one, two]) {
      tab.queue.storageChanged();
      show(tab, server);
    }
    expect(server.attempts).toEqual(['from one', 'from two']);
    expect([one.states(), two.states()]).toEqual([[], []]);
  });

  it('shows a message that another tab sent until the conversation has it', async () => {
    const server = new Server();
    const store = new TestStorage();
    const lock = oneLock();
    const [one, two] = [openTab(server, store, lock), openTab(server, store, lock)];
    one.queue.add({ text: 'from one' });
    two.queue.storageChanged();
    one.queue.open();
    await settle();
    two.queue.storageChanged();
    expect(two.states()).toEqual(['from one sending']);
    expect(two.taken).toBe(1);
    two.queue.dropHandledElsewhere();
    expect(two.states()).toEqual([]);
  });

  it('shows a message once when the channel is quicker than the answer', async () => {
    const server = new Server();
    server.quick = [true, true];
    server.faults = ['lost'];
    const tab = openTab(server);
    server.onChannel = (id) => tab.queue.confirm(new Set([id]));
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    tab.queue.add({ text: 'two' });
    await settle();
    expect(server.attempts).toEqual(['one', 'two']);
    expect(tab.states()).toEqual([]);
  });

  it('loses, doubles and reorders nothing, whatever fails on the way', async () => {
    const fault = fc.constantFrom(
      undefined,
      'lost' as const,
      refusal('offline', 0),
      refusal('unavailable', 503),
      refusal('conflict', 409),
    );
    const act = fc.oneof(
      { weight: 4, arbitrary: fc.constant('add' as const) },
      { weight: 2, arbitrary: fc.constant('wake' as const) },
      { weight: 2, arbitrary: fc.constant('timer' as const) },
      { weight: 1, arbitrary: fc.constant('reload' as const) },
    );
    const story = fc.record({
      acts: fc.array(act, { maxLength: 25 }),
      faults: fc.array(fault),
      quick: fc.array(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ acts, faults, quick }) => {
        const server = new Server();
        server.quick = [...quick];
        const store = new TestStorage();
        server.faults = faults.filter((one) => one !== undefined);
        let tab = openTab(server, store);
        server.onChannel = (id) => tab.queue.confirm(new Set([id]));
        tab.queue.open();
        let written = 0;
        for (const one of acts) {
          if (one === 'add') tab.queue.add({ text: `message ${(written += 1)}` });
          if (one === 'wake') tab.queue.retryNow();
          if (one === 'timer') await tab.desk.runNext();
          if (one === 'reload') {
            tab.queue.stop();
            tab = openTab(server, store);
            tab.queue.open();
          }
          await settle();
          expectEachOnce(tab, server);
        }
        server.faults = [];
        tab.queue.retryNow();
        await settle();
        show(tab, server);
        const expected = Array.from({ length: written }, (_, index) => `message ${index + 1}`);
        expect(server.texts()).toEqual(expected);
        expect(tab.states()).toEqual([]);
        expect(store.length).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

/** What is told of by now stands in the conversation, all else in the queue: nothing in both. */
function expectEachOnce(tab: Tab, server: Server): void {
  show(tab, server);
  const texts = tab.queue.items.map(({ text }) => text);
  expect(texts).toEqual([...new Set(texts)]);
}

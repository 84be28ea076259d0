import { fc, runs } from '../../../support/harness/property-testing';
import { ApiError } from '../../../../src/web/api/api-error';
import type { Message } from '../../../../src/web/api/api-types';
import { UnsentStorage } from '../../../../src/web/state/chat/unsent-storage';
import type { UnsentMessage } from '../../../../src/web/state/chat/unsent-storage';
import { SendQueue } from '../../../../src/web/state/chat/send-queue';
import type { TabLock } from '../../../../src/web/state/chat/send-queue';
import { FakeTimers } from './fake-timers';
import { TestStorage } from './test-storage';

const OWNER = { userId: '1', storageKey: 's' };

/** A server that stores each client message id once, and whose responses a test can make fail. */
class Server {
  readonly messages: Message[] = [];
  readonly attempts: string[] = [];
  running = 0;
  maxRunning = 0;
  /** The outcome of the next calls; `lost`: stored, but the response never arrives. */
  faults: (ApiError | 'lost')[] = [];
  /** Whether an event delivers the next messages before the response. */
  eventFirst: boolean[] = [];
  onEvent: (id: string) => void = () => undefined;

  readonly send = async (unsent: UnsentMessage): Promise<Message> => {
    this.attempts.push(unsent.text);
    this.running += 1;
    this.maxRunning = Math.max(this.maxRunning, this.running);
    await Promise.resolve();
    this.running -= 1;
    const fault = this.faults.shift();
    if (fault instanceof ApiError) throw fault;
    const message = this.store(unsent);
    if (this.eventFirst.shift()) this.onEvent(unsent.id);
    if (fault === 'lost') throw apiError('offline', 0);
    return message;
  };

  texts(): string[] {
    return this.messages.map(({ content }) => content);
  }

  private store({ id, text }: UnsentMessage): Message {
    const first = this.messages.find(({ clientMessageId }) => clientMessageId === id);
    if (first) return first;
    const message: Message = {
      id: `${this.messages.length + 1}`,
      seq: this.messages.length + 1,
      senderId: '1',
      senderName: 'Ana',
      senderRole: 'client',
      content: text,
      messageType: 'text',
      isAutomated: false,
      createdAt: new Date(0).toISOString(),
      clientMessageId: id,
    };
    this.messages.push(message);
    return message;
  }
}

function apiError(code: ApiError['code'], status: number, retryAfter?: number): ApiError {
  return new ApiError({ code, status, message: code, details: retryAfter ? { retryAfter } : {} });
}

/** One lock for all tabs, like the Web Locks API. */
function sharedLock(): TabLock {
  let last: Promise<unknown> = Promise.resolve();
  return (_name, work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

interface Tab {
  queue: SendQueue;
  timers: FakeTimers;
  refused: string[];
  handledElsewhere: number;
  states(): string[];
}

function openTab(server: Server, storage = new TestStorage(), withLock = sharedLock()): Tab {
  const timers = new FakeTimers();
  const tab: Tab = {
    timers,
    refused: [],
    handledElsewhere: 0,
    states: () => tab.queue.items.map(({ text, state }) => `${text} ${state}`),
    queue: new SendQueue({
      name: 'queue',
      storage: new UnsentStorage(storage, OWNER),
      sendMessage: server.send,
      withLock,
      schedule: timers.schedule,
      onSent: () => undefined,
      onRefused: (code) => tab.refused.push(code),
      onHandledElsewhere: () => (tab.handledElsewhere += 1),
      onChange: () => undefined,
    }),
  };
  return tab;
}

/** Runs all pending microtasks. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

/** Confirms everything the server has, as the log would. */
function confirmAll(tab: Tab, server: Server): void {
  tab.queue.confirm(
    new Set(server.messages.flatMap(({ clientMessageId }) => clientMessageId ?? [])),
  );
}

describe('SendQueue', () => {
  it('holds messages until the conversation is open, then sends them in order, one at a time', async () => {
    const server = new Server();
    const tab = openTab(server);
    for (const text of ['one', 'two', 'three']) tab.queue.add({ text });
    await settle();
    expect(server.attempts).toEqual([]);
    tab.queue.open();
    await settle();
    expect(server.texts()).toEqual(['one', 'two', 'three']);
    expect(server.maxRunning).toBe(1);
    expect(tab.states()).toEqual(['one sent', 'two sent', 'three sent']);
    confirmAll(tab, server);
    expect(tab.states()).toEqual([]);
  });

  it('waits while offline, keeps the order, and continues when woken', async () => {
    const server = new Server();
    server.faults = [apiError('offline', 0), apiError('offline', 0)];
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    tab.queue.add({ text: 'two' });
    await settle();
    expect(tab.states()).toEqual(['one sending', 'two sending']);
    tab.queue.retryNow();
    await settle();
    await tab.timers.runNext();
    await settle();
    expect(server.texts()).toEqual(['one', 'two']);
  });

  it('never retries before Retry-After', async () => {
    const server = new Server();
    server.faults = [apiError('unavailable', 503, 7)];
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    await settle();
    tab.queue.retryNow();
    await settle();
    expect(server.attempts).toHaveLength(1);
    expect(tab.timers.nextDelay()).toBeGreaterThan(6_000);
  });

  it('marks a refused message failed, sends the next one, and retries on request', async () => {
    const server = new Server();
    server.faults = [apiError('invalid-input', 400)];
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
    confirmAll(tab, server);
    expect(server.texts()).toEqual(['two', 'one']);
    expect(tab.states()).toEqual([]);
  });

  it('marks a message failed after repeated 5xx responses', async () => {
    const server = new Server();
    server.faults = Array.from({ length: 4 }, () => apiError('internal', 500));
    const tab = openTab(server);
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    for (let turn = 0; turn < 4; turn += 1) {
      await settle();
      await tab.timers.runNext();
    }
    await settle();
    expect(tab.states()).toEqual(['one failed']);
    tab.queue.discard(tab.queue.items[0]?.id ?? '');
    expect(tab.states()).toEqual([]);
  });

  it('sends after a reload under the same id', async () => {
    const server = new Server();
    server.faults = ['lost'];
    const storage = new TestStorage();
    const before = openTab(server, storage);
    before.queue.open();
    before.queue.add({ text: 'one' });
    await settle();
    before.queue.stop();
    const after = openTab(server, storage);
    expect(after.states()).toEqual(['one sending']);
    after.queue.open();
    await settle();
    expect(server.texts()).toEqual(['one']);
    expect(new UnsentStorage(storage, OWNER).listMessages()).toEqual([]);
  });

  it('sends once more after the end, and stores nothing', async () => {
    const server = new Server();
    server.faults = ['lost'];
    const storage = new TestStorage();
    const tab = openTab(server, storage);
    tab.queue.open();
    tab.queue.add({ text: 'arrived' });
    tab.queue.add({ text: 'too late' });
    await settle();
    server.faults = [];
    const { send } = server;
    Object.assign(server, {
      send: (message: UnsentMessage) =>
        message.text === 'arrived' ? send(message) : Promise.reject(apiError('session-ended', 400)),
    });
    const after = openTab(server, storage);
    after.queue.finish();
    await settle();
    confirmAll(after, server);
    expect(after.states()).toEqual(['too late failed']);
    expect(storage.length).toBe(0);
  });

  it('sends each message once from several tabs of one user', async () => {
    const server = new Server();
    const storage = new TestStorage();
    const lock = sharedLock();
    const [first, second] = [openTab(server, storage, lock), openTab(server, storage, lock)];
    first.queue.add({ text: 'from one' });
    second.queue.storageChanged();
    second.queue.add({ text: 'from two' });
    first.queue.storageChanged();
    expect(first.states()).toEqual(second.states());
    first.queue.open();
    second.queue.open();
    await settle();
    for (const tab of [first, second]) {
      tab.queue.storageChanged();
      confirmAll(tab, server);
    }
    expect(server.attempts).toEqual(['from one', 'from two']);
    expect([first.states(), second.states()]).toEqual([[], []]);
  });

  it('shows a message that another tab sent until the log has it', async () => {
    const server = new Server();
    const storage = new TestStorage();
    const lock = sharedLock();
    const [first, second] = [openTab(server, storage, lock), openTab(server, storage, lock)];
    first.queue.add({ text: 'from one' });
    second.queue.storageChanged();
    first.queue.open();
    await settle();
    second.queue.storageChanged();
    expect(second.states()).toEqual(['from one sending']);
    expect(second.handledElsewhere).toBe(1);
    second.queue.dropHandledElsewhere();
    expect(second.states()).toEqual([]);
  });

  it('shows a message once when the event arrives before the response', async () => {
    const server = new Server();
    server.eventFirst = [true, true];
    server.faults = ['lost'];
    const tab = openTab(server);
    server.onEvent = (id) => tab.queue.confirm(new Set([id]));
    tab.queue.open();
    tab.queue.add({ text: 'one' });
    tab.queue.add({ text: 'two' });
    await settle();
    expect(server.attempts).toEqual(['one', 'two']);
    expect(tab.states()).toEqual([]);
  });

  it('never loses, repeats or reorders a message when requests fail', async () => {
    const fault = fc.constantFrom(
      undefined,
      'lost' as const,
      apiError('offline', 0),
      apiError('unavailable', 503),
      apiError('conflict', 409),
    );
    const action = fc.oneof(
      { weight: 4, arbitrary: fc.constant('add' as const) },
      { weight: 2, arbitrary: fc.constant('wake' as const) },
      { weight: 2, arbitrary: fc.constant('timer' as const) },
      { weight: 1, arbitrary: fc.constant('reload' as const) },
    );
    const scenario = fc.record({
      actions: fc.array(action, { maxLength: 25 }),
      faults: fc.array(fault),
      eventFirst: fc.array(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ actions, faults, eventFirst }) => {
        const server = new Server();
        server.eventFirst = [...eventFirst];
        const storage = new TestStorage();
        server.faults = faults.filter((outcome) => outcome !== undefined);
        let tab = openTab(server, storage);
        server.onEvent = (id) => tab.queue.confirm(new Set([id]));
        tab.queue.open();
        let written = 0;
        for (const name of actions) {
          if (name === 'add') tab.queue.add({ text: `message ${(written += 1)}` });
          if (name === 'wake') tab.queue.retryNow();
          if (name === 'timer') await tab.timers.runNext();
          if (name === 'reload') {
            tab.queue.stop();
            tab = openTab(server, storage);
            tab.queue.open();
          }
          await settle();
          expectEachOnce(tab, server);
        }
        server.faults = [];
        tab.queue.retryNow();
        await settle();
        confirmAll(tab, server);
        const expected = Array.from({ length: written }, (_, index) => `message ${index + 1}`);
        expect(server.texts()).toEqual(expected);
        expect(tab.states()).toEqual([]);
        expect(storage.length).toBe(0);
      }),
      { numRuns: runs(150) },
    );
  });
});

/** A message is in the log or in the queue, never in both. */
function expectEachOnce(tab: Tab, server: Server): void {
  confirmAll(tab, server);
  const texts = tab.queue.items.map(({ text }) => text);
  expect(texts).toEqual([...new Set(texts)]);
}

import { fc, runs } from '../../../support/harness/property-testing';
import { ApiError } from '../../../../src/web/api/api-error';
import type {
  MessageChanges,
  Message,
  MessagePage,
  Session,
} from '../../../../src/web/api/api-types';
import { CatchUp } from '../../../../src/web/state/chat/catch-up';
import { applyMessage, emptyChat } from '../../../../src/web/state/chat/chat-state';
import type { ChatState } from '../../../../src/web/state/chat/chat-state';
import type { SessionDetails } from '../../../../src/web/state/chat/kinds/session-details';
import {
  sessionStrategy,
  sessionUpdate,
} from '../../../../src/web/state/chat/kinds/session-strategy';
import { FakeTimers } from './fake-timers';

type State = ChatState<SessionDetails>;

const START = Date.UTC(2026, 0, 1, 7);
const iso = (ms: number): string => new Date(ms).toISOString();
const UNAVAILABLE = new ApiError({ code: 'unavailable', status: 503, message: 'unavailable' });

/** A server with pages of three messages, whose responses a test can make fail. */
class Server {
  readonly messages: Message[] = [];
  status: Session['status'] = 'active';
  /** The edited seqs, by revision. */
  readonly changes: number[] = [];
  /** Whether each of the next calls succeeds; later ones do. */
  outcomes: boolean[] = [];
  calls = 0;
  private restores = 0;

  /** Replaces the database by a copy that has this many messages and changes. */
  restore(kept: { messages: number; changes: number }): void {
    this.restores += 1;
    this.messages.splice(kept.messages);
    this.changes.splice(kept.changes);
  }

  addMessage(): Message {
    const seq = this.messages.length + 1;
    const message: Message = {
      id: String(seq),
      seq,
      senderId: '2',
      senderName: 'Bayu',
      senderRole: 'psychologist',
      content: `message ${seq}${' again'.repeat(this.restores)}`,
      messageType: 'text',
      isAutomated: false,
      createdAt: iso(START + seq + this.restores * 60_000),
    };
    this.messages.push(message);
    return message;
  }

  async getSession(): Promise<Session> {
    await this.respond();
    return {
      id: 's',
      sessionId: 's',
      counselingId: 'c',
      conversationId: 'k',
      clientId: '1',
      psychologistId: '2',
      status: this.status,
      isActive: this.status === 'active',
      isChatEnabled: this.status === 'active',
      startsAt: iso(START),
      endsAt: iso(START + 1_800_000),
      endButtonAt: iso(START + 1_500_000),
      timezone: 'Asia/Jakarta',
      startedAt: iso(START),
      endedAt: null,
      endedBy: null,
      remainingSeconds: null,
      extension: null,
      serverTime: iso(START),
    };
  }

  listLatest(): Promise<MessagePage> {
    return this.page(() => Math.max(0, this.messages.length - 3));
  }

  listAfter(afterSeq: number): Promise<MessagePage> {
    return this.page(() => afterSeq);
  }

  edit(seq: number): void {
    this.changes.push(seq);
    const at = this.messages.findIndex((message) => message.seq === seq);
    const message = this.messages[at];
    if (message) this.messages[at] = { ...message, content: `edit ${this.changes.length}` };
  }

  /** Two changes a page. */
  async changesAfter(after: number): Promise<MessageChanges> {
    await this.respond();
    const changes = this.changes.slice(after, after + 2).flatMap((seq, index) => {
      const message = this.messages[seq - 1];
      return message ? [{ revision: after + index + 1, message }] : [];
    });
    const hasMore = after + changes.length < this.changes.length;
    return { changes, revision: after + changes.length, hasMore };
  }

  private async page(start: () => number): Promise<MessagePage> {
    await this.respond();
    const after = start();
    const data = this.messages.slice(after, after + 3);
    const total = this.messages.length;
    const hasNextPage = after + data.length < total;
    const metadata = { page: 1, limit: 3, total, totalPages: 1, hasNextPage, hasPrevPage: false };
    return { data, metadata, readMarks: [], revision: this.changes.length };
  }

  private async respond(): Promise<void> {
    this.calls += 1;
    const isSuccess = this.outcomes.shift() ?? true;
    await Promise.resolve();
    if (!isSuccess) throw UNAVAILABLE;
  }
}

function setUp(server: Server, isLive = true) {
  const timers = new FakeTimers();
  const reachable: boolean[] = [];
  const refused: ApiError[] = [];
  let state: State = emptyChat;
  const update = (next: (before: State) => State): void => {
    const after = next(state);
    const seqs = after.log.messages.map(({ seq }) => seq);
    const first = seqs[0] ?? 0;
    // The log is one unbroken run at every moment.
    expect(seqs).toEqual(seqs.map((_, index) => first + index));
    state = after;
  };
  const catchUp = new CatchUp({
    listChanges: (after) => server.changesAfter(after),
    strategy: {
      ...sessionStrategy('s', '1'),
      api: {
        ...sessionStrategy('s', '1').api,
        listLatest: () => server.listLatest(),
        listAfter: (afterSeq) => server.listAfter(afterSeq),
      },
      fetchDetails: async () => sessionUpdate(await server.getSession()),
    },
    schedule: timers.schedule,
    getState: () => state,
    update,
    isLive: () => isLive,
    isVisible: () => true,
    onReachable: (isReachable) => reachable.push(isReachable),
    onRefused: (error) => refused.push(error),
    onCaughtUp: () => undefined,
  });
  const receive = (message: Message): void => update((before) => applyMessage(before, message));
  const shown = (): number[] => state.log.messages.map(({ seq }) => seq);
  return { catchUp, timers, reachable, refused, receive, shown, getState: () => state };
}

describe('CatchUp', () => {
  it('loads the latest page first, then later messages page by page', async () => {
    const server = new Server();
    for (let count = 0; count < 5; count += 1) server.addMessage();
    const { catchUp, shown } = setUp(server);
    await catchUp.run();
    expect(shown()).toEqual([3, 4, 5]);
    for (let count = 0; count < 7; count += 1) server.addMessage();
    await catchUp.run();
    expect(shown()).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].slice(0, shown().length));
    expect(shown().at(-1)).toBe(12);
  });

  it('fetches edits that no event announced, page by page', async () => {
    const server = new Server();
    for (let count = 0; count < 3; count += 1) server.addMessage();
    server.edit(1);
    const { catchUp, getState } = setUp(server);
    await catchUp.run();
    const calls = server.calls;
    for (const seq of [2, 3, 1]) server.edit(seq);
    await catchUp.run();
    const contents = getState().log.messages.map(({ content }) => content);
    expect(contents).toEqual(['edit 4', 'edit 2', 'edit 3']);
    // The details, later messages and two pages of changes; then no page of changes.
    expect(server.calls - calls).toBe(4);
    await catchUp.run();
    expect(server.calls - calls).toBe(6);
  });

  it('starts over when the database was replaced by an older copy', async () => {
    const server = new Server();
    for (let count = 0; count < 5; count += 1) server.addMessage();
    server.edit(3);
    const { catchUp, getState } = setUp(server);
    await catchUp.run();
    server.restore({ messages: 3, changes: 0 });
    for (let count = 0; count < 2; count += 1) server.addMessage();
    server.outcomes = [true, false];
    catchUp.startOver();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await catchUp.run();
    const contents = getState().log.messages.map(({ content }) => content);
    expect(contents).toEqual(server.messages.slice(-3).map(({ content }) => content));
    expect(contents.at(-1)).toBe('message 5 again');
    expect(getState().revision).toBe(0);
    server.edit(5);
    await catchUp.run();
    expect(getState().log.messages.at(-1)?.content).toBe('edit 1');
  });

  it('keeps what it has until a replaced database answers', async () => {
    const server = new Server();
    for (let count = 0; count < 3; count += 1) server.addMessage();
    const { catchUp, shown } = setUp(server);
    await catchUp.run();
    server.outcomes = [true, false];
    catchUp.startOver();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(shown()).toEqual([1, 2, 3]);
  });

  it('reports an unreachable server and retries after a pause', async () => {
    const server = new Server();
    server.addMessage();
    server.outcomes = [false, false];
    const { catchUp, timers, reachable, shown } = setUp(server);
    await catchUp.run();
    expect([reachable, shown()]).toEqual([[false], []]);
    await timers.runNext();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect([reachable, shown()]).toEqual([[false, true], [1]]);
  });

  it('does not request an unreadable message in a loop', async () => {
    const server = new Server();
    const { catchUp, receive, timers } = setUp(server);
    await catchUp.run();
    receive({ ...server.addMessage(), seq: 9 });
    server.messages.pop();
    const before = server.calls;
    await catchUp.run();
    expect(server.calls - before).toBeLessThan(5);
    expect(timers.nextDelay()).toBeGreaterThan(0);
  });

  it('stops polling once the session is over', async () => {
    const server = new Server();
    server.status = 'completed';
    const { catchUp, timers } = setUp(server);
    await catchUp.run();
    expect(timers.nextDelay()).toBeUndefined();
  });

  it('polls often without a live transport, rarely with one', async () => {
    const [offline, live] = [setUp(new Server(), false), setUp(new Server(), true)];
    await offline.catchUp.run();
    await live.catchUp.run();
    expect(offline.timers.nextDelay()).toBeLessThan(5_000);
    expect(live.timers.nextDelay()).toBeGreaterThan(2_000);
  });

  it('stops at a refusal and reports it', async () => {
    const server = new Server();
    const refusal = new ApiError({ code: 'not-participant', status: 403, message: 'no' });
    server.getSession = () => Promise.reject(refusal);
    const { catchUp, refused, timers } = setUp(server);
    await catchUp.run();
    expect(refused).toEqual([refusal]);
    expect(timers.nextDelay()).toBeUndefined();
  });

  it('converges to all messages when events are lost, repeated or late', async () => {
    const action = fc.oneof(
      fc.constantFrom('received' as const, 'lost' as const, 'late' as const, 'twice' as const),
      fc.constantFrom('run' as const, 'timer' as const, 'fail' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const server = new Server();
        const { catchUp, timers, receive, shown } = setUp(server);
        const late: Message[] = [];
        const runs: Promise<void>[] = [];
        for (const name of actions) {
          if (name === 'run') runs.push(catchUp.run());
          else if (name === 'timer') await timers.runNext();
          else if (name === 'fail') server.outcomes.push(false);
          else {
            const message = server.addMessage();
            if (name === 'late') late.push(message);
            if (name === 'received' || name === 'twice') receive(message);
            if (name === 'twice') receive(message);
          }
        }
        await Promise.all(runs);
        server.outcomes = [];
        for (const message of late) receive(message);
        await catchUp.run();
        const [first = 1] = shown();
        const expected = server.messages.filter(({ seq }) => seq >= first).map(({ seq }) => seq);
        expect(shown()).toEqual(expected);
      }),
      { numRuns: runs(200) },
    );
  });
});

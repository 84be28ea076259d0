import fc from 'fast-check';
import { ApiError } from '../../../../src/web/api/api-error';
import type {
  MessageChanges,
  Message,
  MessagePage,
  Session,
} from '../../../../src/web/api/api-types';
import { CatchUp } from '../../../../src/web/state/chat/catch-up';
import { applyMessage } from '../../../../src/web/state/chat/chat-state';
import { emptySessionChat } from '../../../../src/web/state/chat/kinds/session-state';
import type { SessionChatState } from '../../../../src/web/state/chat/kinds/session-state';
import { sessionStrategy } from '../../../../src/web/state/chat/kinds/session-strategy';
import { FakeTimers } from './fake-timers';

const START = Date.UTC(2026, 0, 1, 7);
const iso = (ms: number): string => new Date(ms).toISOString();
const AWAY = new ApiError({ code: 'unavailable', status: 503, message: 'away' });

/** A conversation on a server that answers in pages of three, when it answers. */
class Server {
  readonly messages: Message[] = [];
  status: Session['status'] = 'active';
  /** What was edited: the seq, by revision. */
  readonly changes: number[] = [];
  /** Whether the next calls are answered; all are when it is empty. */
  answers: boolean[] = [];
  calls = 0;

  say(): Message {
    const seq = this.messages.length + 1;
    const message: Message = {
      id: String(seq),
      seq,
      senderId: '2',
      senderName: 'Bayu',
      senderRole: 'psychologist',
      content: `message ${seq}`,
      messageType: 'text',
      isAutomated: false,
      createdAt: iso(START + seq),
    };
    this.messages.push(message);
    return message;
  }

  async getSession(): Promise<Session> {
    await this.turn();
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
    const at = this.messages.findIndex((one) => one.seq === seq);
    const message = this.messages[at];
    if (message) this.messages[at] = { ...message, content: `edit ${this.changes.length}` };
  }

  /** Answers with two changes at a time. */
  async changesAfter(after: number): Promise<MessageChanges> {
    await this.turn();
    const told = this.changes.slice(after, after + 2).flatMap((seq, index) => {
      const message = this.messages[seq - 1];
      return message ? [{ revision: after + index + 1, message }] : [];
    });
    const hasMore = after + told.length < this.changes.length;
    return { changes: told, revision: after + told.length, hasMore };
  }

  private async page(start: () => number): Promise<MessagePage> {
    await this.turn();
    const after = start();
    const data = this.messages.slice(after, after + 3);
    const total = this.messages.length;
    const hasNextPage = after + data.length < total;
    const metadata = { page: 1, limit: 3, total, totalPages: 1, hasNextPage, hasPrevPage: false };
    return { data, metadata, readMarks: [], revision: this.changes.length };
  }

  private async turn(): Promise<void> {
    this.calls += 1;
    const isAnswered = this.answers.shift() ?? true;
    await Promise.resolve();
    if (!isAnswered) throw AWAY;
  }
}

function room(server: Server, isLive = true) {
  const desk = new FakeTimers();
  const answered: boolean[] = [];
  const refused: ApiError[] = [];
  let feed = emptySessionChat;
  const change = (next: (before: SessionChatState) => SessionChatState): void => {
    const after = next(feed);
    const seqs = after.log.messages.map(({ seq }) => seq);
    const first = seqs[0] ?? 0;
    // What is shown is one unbroken run at every moment.
    expect(seqs).toEqual(seqs.map((_, index) => first + index));
    feed = after;
  };
  const catchUp = new CatchUp({
    api: server,
    listChanges: (after) => server.changesAfter(after),
    strategy: sessionStrategy(server),
    schedule: desk.schedule,
    getState: () => feed,
    update: change,
    isLive: () => isLive,
    isVisible: () => true,
    onReachable: (isAnswered) => answered.push(isAnswered),
    onRefused: (error) => refused.push(error),
    onCaughtUp: () => undefined,
  });
  const hear = (message: Message): void => change((before) => applyMessage(before, message));
  const shown = (): number[] => feed.log.messages.map(({ seq }) => seq);
  return { catchUp, desk, answered, refused, hear, shown, feed: () => feed };
}

describe('catching up', () => {
  it('loads the newest page first, then whatever came since, page by page', async () => {
    const server = new Server();
    for (let count = 0; count < 5; count += 1) server.say();
    const { catchUp, shown } = room(server);
    await catchUp.run();
    expect(shown()).toEqual([3, 4, 5]);
    for (let count = 0; count < 7; count += 1) server.say();
    await catchUp.run();
    expect(shown()).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].slice(0, shown().length));
    expect(shown().at(-1)).toBe(12);
  });

  it('hears of everything that was edited while nobody told it, a few at a time', async () => {
    const server = new Server();
    for (let count = 0; count < 3; count += 1) server.say();
    server.edit(1);
    const { catchUp, feed } = room(server);
    await catchUp.run();
    const calls = server.calls;
    for (const seq of [2, 3, 1]) server.edit(seq);
    await catchUp.run();
    const words = feed().log.messages.map(({ content }) => content);
    expect(words).toEqual(['edit 4', 'edit 2', 'edit 3']);
    // How it stands, what was missed, and twice what changed; nothing the next time.
    expect(server.calls - calls).toBe(4);
    await catchUp.run();
    expect(server.calls - calls).toBe(6);
  });

  it('says that the server does not answer, and tries again after a pause', async () => {
    const server = new Server();
    server.say();
    server.answers = [false, false];
    const { catchUp, desk, answered, shown } = room(server);
    await catchUp.run();
    expect([answered, shown()]).toEqual([[false], []]);
    await desk.runNext();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect([answered, shown()]).toEqual([[false, true], [1]]);
  });

  it('does not ask without end for a message that nobody has', async () => {
    const server = new Server();
    const { catchUp, hear, desk } = room(server);
    await catchUp.run();
    hear({ ...server.say(), seq: 9 });
    server.messages.pop();
    const before = server.calls;
    await catchUp.run();
    expect(server.calls - before).toBeLessThan(5);
    expect(desk.nextDelay()).toBeGreaterThan(0);
  });

  it('rests for good once the session is over', async () => {
    const server = new Server();
    server.status = 'completed';
    const { catchUp, desk } = room(server);
    await catchUp.run();
    expect(desk.nextDelay()).toBeUndefined();
  });

  it('looks often without Ably, now and then with it', async () => {
    const [far, near] = [room(new Server(), false), room(new Server(), true)];
    await far.catchUp.run();
    await near.catchUp.run();
    expect(far.desk.nextDelay()).toBeLessThan(5_000);
    expect(near.desk.nextDelay()).toBeGreaterThan(2_000);
  });

  it('gives up on what waiting does not mend, and says why', async () => {
    const server = new Server();
    const refusal = new ApiError({ code: 'not-participant', status: 403, message: 'no' });
    server.getSession = () => Promise.reject(refusal);
    const { catchUp, refused, desk } = room(server);
    await catchUp.run();
    expect(refused).toEqual([refusal]);
    expect(desk.nextDelay()).toBeUndefined();
  });

  it('shows everything in the end, whatever was lost, doubled or late', async () => {
    const act = fc.oneof(
      fc.constantFrom('heard' as const, 'lost' as const, 'late' as const, 'twice' as const),
      fc.constantFrom('ask' as const, 'timer' as const, 'away' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const server = new Server();
        const { catchUp, desk, hear, shown } = room(server);
        const late: Message[] = [];
        const asked: Promise<void>[] = [];
        for (const one of acts) {
          if (one === 'ask') asked.push(catchUp.run());
          else if (one === 'timer') await desk.runNext();
          else if (one === 'away') server.answers.push(false);
          else {
            const message = server.say();
            if (one === 'late') late.push(message);
            if (one === 'heard' || one === 'twice') hear(message);
            if (one === 'twice') hear(message);
          }
        }
        await Promise.all(asked);
        server.answers = [];
        for (const message of late) hear(message);
        await catchUp.run();
        const [first = 1] = shown();
        const expected = server.messages.filter(({ seq }) => seq >= first).map(({ seq }) => seq);
        expect(shown()).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

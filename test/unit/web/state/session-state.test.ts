import fc from 'fast-check';
import type { Message, MessagePage, Session } from '../../../../src/web/api/api-types';
import type {
  SessionStatusEvent,
  SessionSignal,
} from '../../../../src/web/state/transport/channel-events';
import { missingAfter } from '../../../../src/web/state/chat/message-log';
import {
  applyMessage,
  applyPageAfter,
  applyLatestPage,
  applyPageBefore,
  applyReadMark,
} from '../../../../src/web/state/chat/chat-state';
import {
  emptySessionChat,
  isOver,
  applySession,
  applyStatusEvent,
} from '../../../../src/web/state/chat/kinds/session-state';
import type { SessionChatState } from '../../../../src/web/state/chat/kinds/session-state';

const START = Date.UTC(2026, 0, 1, 7);
const iso = (ms: number): string => new Date(ms).toISOString();

const session = (change: Partial<Session> = {}): Session => ({
  id: 's',
  sessionId: 's',
  counselingId: 'c',
  conversationId: 'k',
  clientId: '1',
  psychologistId: '2',
  status: 'pending',
  isActive: false,
  isChatEnabled: false,
  startsAt: iso(START),
  endsAt: iso(START + 1_800_000),
  timezone: 'Asia/Jakarta',
  endButtonAt: iso(START + 1_500_000),
  startedAt: null,
  endedAt: null,
  endedBy: null,
  remainingSeconds: null,
  serverTime: iso(START),
  ...change,
});

const event = (
  status: SessionSignal,
  change: Partial<SessionStatusEvent> = {},
): SessionStatusEvent => ({
  status,
  sessionId: 's',
  serverTime: iso(START),
  endsAt: iso(START + 1_800_000),
  ...change,
});

/** An answer asked for now. */
const told = (
  feed: SessionChatState,
  change: Partial<Session> = {},
  heardEvents = feed.eventCount,
) =>
  applySession(feed, {
    session: session(change),
    eventCount: heardEvents,
    sentAt: START,
    receivedAt: START,
  });

const message = (seq: number): Message => ({
  id: String(seq),
  seq,
  senderId: '1',
  senderName: 'Ana',
  senderRole: 'client',
  content: `message ${seq}`,
  messageType: 'text',
  isAutomated: false,
  createdAt: iso(START + seq),
});

const page = (from: number, to: number, total: number, hasNextPage: boolean): MessagePage => ({
  data: Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index)),
  metadata: { page: 1, limit: 20, total, totalPages: 1, hasNextPage, hasPrevPage: false },
  readMarks: [],
});

describe('the feed of a session', () => {
  it('opens, warns and closes as it is announced', () => {
    let feed = told(emptySessionChat);
    feed = applyStatusEvent(feed, event('chat_enabled'), START);
    expect(feed.session).toMatchObject({ status: 'active', isChatEnabled: true });
    feed = applyStatusEvent(feed, event('ending_soon'), START);
    expect(feed.session?.isEndingSoon).toBe(true);
    feed = applyStatusEvent(feed, event('completed', { endedBy: 'client' }), START);
    expect(feed.session).toMatchObject({
      status: 'completed',
      isChatEnabled: false,
      isEndingSoon: false,
      endedBy: 'client',
    });
  });

  it('does not go back when an answer is older than an event', () => {
    const asked = told(emptySessionChat);
    const opened = applyStatusEvent(asked, event('chat_enabled'), START);
    expect(told(opened, {}, asked.eventCount).session?.status).toBe('active');
    expect(told(opened, {}).session?.status).toBe('active');
    const moved = applyStatusEvent(
      asked,
      event('rescheduled', { startsAt: iso(START + 3_600_000) }),
      START,
    );
    expect(told(moved, {}, asked.eventCount).session?.startsAt).toBe(iso(START + 3_600_000));
  });

  it('goes forward by an answer when the event was missed', () => {
    const feed = told(told(emptySessionChat), { status: 'completed', endedBy: 'system' });
    expect(feed.session).toMatchObject({ status: 'completed', endedBy: 'system' });
  });

  it('knows that it was moved, by event or by answer', () => {
    const later = iso(START + 3_600_000);
    const feed = told(emptySessionChat);
    expect(feed.session?.wasRescheduled).toBe(false);
    const heard = applyStatusEvent(feed, event('rescheduled', { startsAt: later }), START);
    expect(heard.session).toMatchObject({
      wasRescheduled: true,
      startsAt: later,
      endButtonAt: null,
    });
    expect(told(feed, { startsAt: later }).session?.wasRescheduled).toBe(true);
  });

  it('never leaves the end, whatever comes after it', () => {
    const signals: SessionSignal[] = [
      'chat_enabled',
      'ending_soon',
      'completed',
      'cancelled',
      'rescheduled',
    ];
    const step = fc.oneof(
      fc.constantFrom(...signals),
      fc.constantFrom(...(['pending', 'active', 'completed', 'cancelled'] as const)),
    );
    const rank = { pending: 0, active: 1, completed: 2, cancelled: 2 };
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let feed = told(emptySessionChat);
        for (const one of steps) {
          const before = feed.session?.status ?? 'pending';
          feed =
            one in rank
              ? told(feed, { status: one as Session['status'] })
              : applyStatusEvent(
                  feed,
                  event(one as SessionSignal, { startsAt: iso(START) }),
                  START,
                );
          const after = feed.session?.status ?? 'pending';
          expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
          if (feed.session && isOver(feed.session)) expect(feed.session.isEndingSoon).toBe(false);
        }
      }),
    );
  });

  it('joins the newest page, older pages and what was missed', () => {
    let feed = applyMessage(emptySessionChat, message(43));
    feed = applyLatestPage(feed, page(21, 40, 40, true));
    expect(feed.log.messages.map(({ seq }) => seq).slice(-1)).toEqual([40]);
    feed = applyPageAfter(feed, 40, page(41, 43, 43, false));
    feed = applyPageBefore(feed, 21, page(1, 20, 43, false));
    expect(feed.log.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 43 }, (_, index) => index + 1),
    );
    expect(feed.log.low).toBe(1);
  });

  it('knows from a page that there is more to come', () => {
    const feed = applyPageAfter(
      applyLatestPage(emptySessionChat, page(1, 2, 2, false)),
      2,
      page(3, 5, 9, true),
    );
    expect(missingAfter(feed.log)).toBe(5);
  });

  it('begins with an empty conversation too', () => {
    const feed = applyLatestPage(emptySessionChat, page(1, 0, 0, false));
    expect(feed.log).toMatchObject({ isLoaded: true, messages: [], low: 1, high: 0 });
    expect(applyMessage(feed, message(1)).log.messages).toHaveLength(1);
  });

  it('moves read marks forward only, and takes them from pages', () => {
    const marked = { ...page(1, 2, 2, false), readMarks: [{ userId: '2', lastReadSeq: 2 }] };
    const feed = applyLatestPage(emptySessionChat, marked);
    expect(applyReadMark(feed, '2', 1)).toBe(feed);
    expect(applyReadMark(feed, '2', 5).readMarks['2']).toBe(5);
  });
});

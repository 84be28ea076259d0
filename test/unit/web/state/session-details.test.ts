import { fc } from '../../../support/harness/property-testing';
import type { Message, MessagePage, Session } from '../../../../src/web/api/api-types';
import type {
  SessionExtensionEvent,
  SessionStatusEvent,
  SessionSignal,
} from '../../../../src/web/state/transport/channel-events';
import { missingAfter } from '../../../../src/web/state/chat/message-log';
import {
  applyLatestPage,
  applyMessage,
  applyPageAfter,
  applyPageBefore,
  applyReadMark,
  emptyChat,
} from '../../../../src/web/state/chat/chat-state';
import type { ChatState } from '../../../../src/web/state/chat/chat-state';
import { parseSessionExtension } from '../../../../src/web/state/transport/channel-events';
import {
  applyExtensionEvent,
  applySession,
  applyStatusEvent,
  isOver,
} from '../../../../src/web/state/chat/kinds/session-details';
import type { SessionDetails } from '../../../../src/web/state/chat/kinds/session-details';

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
  extension: null,
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

const extension = (
  state: SessionExtensionEvent['state'],
  change: Partial<SessionExtensionEvent> = {},
): SessionExtensionEvent => ({
  state,
  askedBy: '2',
  expiresAt: iso(START + 120_000),
  serverTime: iso(START),
  endsAt: iso(START + 1_800_000),
  ...change,
});

/** Applies a response that was requested after `eventCount` events. */
const respond = (
  state: ChatState<SessionDetails>,
  change: Partial<Session> = {},
  eventCount = state.eventCount,
) =>
  applySession(state, {
    session: session(change),
    eventCount,
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

describe('the state of a session', () => {
  it('opens, warns and closes by the events of its channel', () => {
    let state = respond(emptyChat);
    state = applyStatusEvent(state, event('chat_enabled'), START);
    expect(state.details).toMatchObject({ status: 'active', isChatEnabled: true });
    state = applyStatusEvent(state, event('ending_soon'), START);
    expect(state.details?.isEndingSoon).toBe(true);
    state = applyStatusEvent(state, event('completed', { endedBy: 'client' }), START);
    expect(state.details).toMatchObject({
      status: 'completed',
      isChatEnabled: false,
      isEndingSoon: false,
      endedBy: 'client',
    });
  });

  it('ignores a response that is older than an event', () => {
    const scheduled = respond(emptyChat);
    const opened = applyStatusEvent(scheduled, event('chat_enabled'), START);
    expect(respond(opened, {}, scheduled.eventCount).details?.status).toBe('active');
    expect(respond(opened, {}).details?.status).toBe('active');
    const moved = applyStatusEvent(
      scheduled,
      event('rescheduled', { startsAt: iso(START + 3_600_000) }),
      START,
    );
    expect(respond(moved, {}, scheduled.eventCount).details?.startsAt).toBe(iso(START + 3_600_000));
  });

  it('moves forward by a response when the event was missed', () => {
    const state = respond(respond(emptyChat), { status: 'completed', endedBy: 'system' });
    expect(state.details).toMatchObject({ status: 'completed', endedBy: 'system' });
  });

  it('records a reschedule by event or by response', () => {
    const later = iso(START + 3_600_000);
    const state = respond(emptyChat);
    expect(state.details?.wasRescheduled).toBe(false);
    const rescheduled = applyStatusEvent(state, event('rescheduled', { startsAt: later }), START);
    expect(rescheduled.details).toMatchObject({
      wasRescheduled: true,
      startsAt: later,
      endButtonAt: null,
    });
    expect(respond(state, { startsAt: later }).details?.wasRescheduled).toBe(true);
  });

  it('follows an extension by event or by response, and no longer ends soon', () => {
    const ending = applyStatusEvent(respond(emptyChat), event('ending_soon'), START);
    const asked = applyExtensionEvent(ending, extension('asked'), START);
    expect(asked.details).toMatchObject({
      isEndingSoon: true,
      extension: { askedBy: '2', expiresAt: iso(START + 120_000) },
    });
    const end = { endsAt: iso(START + 2_700_000), endButtonAt: iso(START + 2_400_000) };
    const changed = { ...end, extension: null, isEndingSoon: false };
    const byEvent = applyExtensionEvent(asked, extension('extended', end), START);
    expect(byEvent.details).toMatchObject(changed);
    const byResponse = respond(asked, { ...end, status: 'active' });
    expect(byResponse.details).toMatchObject(changed);
    // A response from before the extension does not move the end back.
    const outdated = respond(byEvent, { status: 'active' }, asked.eventCount);
    expect(outdated.details).toMatchObject(changed);
    const declined = applyExtensionEvent(asked, extension('declined'), START);
    expect(declined.details).toMatchObject({ isEndingSoon: true, extension: null });
  });

  it('has no extension before its start or after its end', () => {
    const scheduled = respond(emptyChat);
    expect(applyExtensionEvent(scheduled, extension('asked'), START).details?.extension).toBeNull();
    const opened = applyStatusEvent(scheduled, event('chat_enabled'), START);
    const asked = applyExtensionEvent(opened, extension('asked'), START);
    const over = applyStatusEvent(asked, event('completed'), START);
    expect(over.details?.extension).toBeNull();
    expect(applyExtensionEvent(over, extension('asked'), START).details?.extension).toBeNull();
  });

  it('ignores malformed extension events', () => {
    const valid = extension('asked');
    expect(parseSessionExtension(valid)).toEqual(valid);
    for (const change of [
      { state: 'agreed' },
      { askedBy: 7 },
      { expiresAt: 'soon' },
      { endsAt: 1 },
    ])
      expect(parseSessionExtension({ ...valid, ...change })).toBeUndefined();
  });

  it('stays over after any later event or response', () => {
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
        let state = respond(emptyChat);
        for (const action of steps) {
          const before = state.details?.status ?? 'pending';
          state =
            action in rank
              ? respond(state, { status: action as Session['status'] })
              : applyStatusEvent(
                  state,
                  event(action as SessionSignal, { startsAt: iso(START) }),
                  START,
                );
          const after = state.details?.status ?? 'pending';
          expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
          if (state.details && isOver(state.details))
            expect(state.details.isEndingSoon).toBe(false);
        }
      }),
    );
  });

  it('merges the latest page, older pages and later ones', () => {
    let state = applyMessage(emptyChat, message(43));
    state = applyLatestPage(state, page(21, 40, 40, true));
    expect(state.log.messages.map(({ seq }) => seq).slice(-1)).toEqual([40]);
    state = applyPageAfter(state, 40, page(41, 43, 43, false));
    state = applyPageBefore(state, 21, page(1, 20, 43, false));
    expect(state.log.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 43 }, (_, index) => index + 1),
    );
    expect(state.log.low).toBe(1);
  });

  it('detects a gap from the total of a page', () => {
    const state = applyPageAfter(
      applyLatestPage(emptyChat, page(1, 2, 2, false)),
      2,
      page(3, 5, 9, true),
    );
    expect(missingAfter(state.log)).toBe(5);
  });

  it('loads an empty conversation', () => {
    const state = applyLatestPage(emptyChat, page(1, 0, 0, false));
    expect(state.log).toMatchObject({ isLoaded: true, messages: [], low: 1, high: 0 });
    expect(applyMessage(state, message(1)).log.messages).toHaveLength(1);
  });

  it('moves read marks forward only, and reads them from pages', () => {
    const marked = { ...page(1, 2, 2, false), readMarks: [{ userId: '2', lastReadSeq: 2 }] };
    const state = applyLatestPage(emptyChat, marked);
    expect(applyReadMark(state, '2', 1)).toBe(state);
    expect(applyReadMark(state, '2', 5).readMarks['2']).toBe(5);
  });
});

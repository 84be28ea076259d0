import type { Evidence } from '../../chaos/invariants/evidence';

export const CONVERSATION = '7';
export const START = 1_000_000;

/** A run of one session in which everything holds. */
export function soundEvidence(): Evidence {
  const texts = ['session-1-1', 'session-1-2'];
  const stored = texts.map((text, index) => ({
    id: String(index + 1),
    conversationId: CONVERSATION,
    seq: index + 1,
    text,
  }));
  const received = stored.map(({ id, text }, index) => ({
    ...{ id, text },
    at: START + 1_100 + index * 1_000,
    isLive: true,
  }));
  return {
    sent: texts.map((text, index) => ({
      conversation: 'session-1',
      text,
      senderId: '3',
      state: 'accepted',
      messageId: String(index + 1),
      acceptedAt: START + 1_000 + index * 1_000,
    })),
    stored,
    subscribers: [
      {
        transport: 'ws',
        conversation: 'session-1',
        conversationId: CONVERSATION,
        received,
        signals: ['chat_enabled', 'ending_soon', 'completed'].map((status, index) => ({
          status,
          at: START + index * 5_000,
        })),
        liveSince: START - 1_000,
        leftAt: undefined,
      },
    ],
    sessions: [{ name: 'session-1', status: 'completed', violations: [] }],
    steps: [
      {
        session: 'session-1',
        step: 'enable-chat',
        dueAt: START,
        doneAt: START + 20,
        outcome: 'done',
      },
    ],
    bookings: [{ name: 'session-1', bookedAt: START - 9_000, stored: 1 }],
    counters: [{ counter: 'last_seq', conversationId: CONVERSATION, stored: 2, recounted: 2 }],
    undelivered: [],
    faults: [],
    measuredFrom: START - 1_000,
    ownExits: [],
  };
}

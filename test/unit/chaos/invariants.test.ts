import { checkInvariants } from '../../chaos/invariants/check-invariants';
import type { Evidence } from '../../chaos/invariants/evidence';
import { CONVERSATION, soundEvidence, START } from './sample-evidence';

function violationsAfter(change: (evidence: Evidence) => void): Record<string, string[]> {
  const evidence = soundEvidence();
  change(evidence);
  const violated = checkInvariants(evidence).filter(({ violations }) => violations.length > 0);
  return Object.fromEntries(violated.map(({ name, violations }) => [name, violations]));
}

const failover = { kind: 'failover' as const, from: START, to: START + 5_000 };
const first = <Item>([item]: Item[]): Item => item as Item;

describe('the invariants of a chaos run', () => {
  it('hold for a sound run', () => {
    expect(violationsAfter(() => undefined)).toEqual({});
  });

  it.each<[string, string, (evidence: Evidence) => void]>([
    [
      'an accepted message is missing',
      'every 201 is in the database once',
      ({ sent }) => sent.push({ ...first(sent), text: 'lost', messageId: '9' }),
    ],
    [
      'an accepted message has another id',
      'every 201 is in the database once',
      ({ sent }) => Object.assign(first(sent), { messageId: '99' }),
    ],
    [
      'a message without an answer is stored twice',
      'no message is stored twice',
      ({ sent, stored }) => {
        sent.push({ ...first(sent), text: 'twice', state: 'unknown' });
        for (const id of ['8', '9']) {
          stored.push({ id, conversationId: '8', seq: Number(id), text: 'twice' });
        }
      },
    ],
    [
      'a refused message is stored',
      'no refused message is stored',
      ({ sent }) => Object.assign(first(sent), { state: 'refused' }),
    ],
    [
      'a subscriber misses a message',
      "every subscriber's list equals the database's",
      ({ subscribers }) => first(subscribers).received.pop(),
    ],
    [
      'a subscriber has another text',
      "every subscriber's list equals the database's",
      ({ subscribers }) => Object.assign(first(first(subscribers).received), { text: 'other' }),
    ],
    [
      'a subscriber is sent a message twice',
      'no subscriber receives a message twice',
      ({ subscribers }) => {
        const { received } = first(subscribers);
        received.push({ ...first(received), at: START + 9_000 });
      },
    ],
    [
      'messages arrive in another order',
      'messages arrive in order',
      ({ subscribers }) => first(subscribers).received.reverse(),
    ],
    [
      'a session goes back',
      'states only move forward',
      ({ subscribers }) => first(subscribers).signals.push({ status: 'chat_enabled', at: START }),
    ],
    [
      'a step is open',
      'steps are done once or skipped with a reason',
      ({ sessions }) => first(sessions).violations.push('a step is open'),
    ],
    [
      'a session opens early',
      'no step is early',
      ({ steps }) => Object.assign(first(steps), { doneAt: START - 1 }),
    ],
    [
      'a booking is stored twice',
      'every booking is stored once',
      ({ bookings }) => Object.assign(first(bookings), { stored: 2 }),
    ],
    [
      'a booking is lost',
      'every booking is stored once',
      ({ bookings }) => Object.assign(first(bookings), { stored: 0 }),
    ],
    [
      'a counter is wrong',
      'counters equal the recount',
      ({ counters }) => Object.assign(first(counters), { stored: 3 }),
    ],
    ['an event is left', 'the outbox is empty', ({ undelivered }) => undelivered.push('event 1')],
    [
      'a process exits',
      'no process exits by itself',
      ({ ownExits }) => ownExits.push('worker-0 exited by itself (1)'),
    ],
    [
      'nothing is accepted',
      'most messages were accepted and most sessions completed',
      ({ sent, stored, subscribers }) => {
        for (const one of sent) one.state = 'refused';
        stored.splice(0);
        subscribers.splice(0);
      },
    ],
    [
      'no session is completed',
      'most messages were accepted and most sessions completed',
      ({ sessions }) => Object.assign(first(sessions), { status: 'cancelled' }),
    ],
  ])('are violated when %s', (_what, name, change) => {
    expect(Object.keys(violationsAfter(change))).toEqual([name]);
  });

  it('excuse what a failover undid, and nothing else', () => {
    const undone = (acceptedAt: number) =>
      violationsAfter(({ sent, subscribers, bookings, faults }) => {
        faults.push(failover);
        const lost = { id: '2', text: 'lost', at: acceptedAt, isLive: true };
        sent.push({ ...first(sent), text: 'lost', acceptedAt });
        first(subscribers).received.push(lost);
        bookings.push({ name: 'session-2', bookedAt: acceptedAt, stored: 0 });
      });
    expect(undone(START + 4_000)).toEqual({});
    expect(Object.keys(undone(START + 6_000))).toEqual([
      'every 201 is in the database once',
      "every subscriber's list equals the database's",
      'every booking is stored once',
    ]);
  });

  it('excuse a subscriber who left after an end that a failover undid, and no other', () => {
    const leaving = (leftAt: number | undefined, faults: Evidence['faults']) =>
      violationsAfter((evidence) => {
        evidence.faults.push(...faults);
        const subscriber = first(evidence.subscribers);
        Object.assign(subscriber, { leftAt });
        subscriber.received.pop();
      });
    const left = START + 14_000;
    expect(leaving(left, [{ ...failover, from: START + 9_000, to: START + 12_000 }])).toEqual({});
    expect(Object.keys(leaving(left, []))).toHaveLength(1);
    expect(Object.keys(leaving(undefined, [failover]))).toHaveLength(1);
  });

  it('excuse a message that a failover undid and that was stored again, and no other repeat', () => {
    const repeated = (at: number) =>
      violationsAfter(({ subscribers, faults }) => {
        faults.push(failover);
        const { received } = first(subscribers);
        Object.assign(first(received), { at });
        received.push({ ...first(received), at: START + 9_000 });
      });
    expect(repeated(failover.from + 1_000)).toEqual({});
    expect(Object.keys(repeated(failover.from - 1_000))).toEqual([
      'no subscriber receives a message twice',
    ]);
  });

  it('excuse what Ably repeats after it lost its state, and nothing else', () => {
    const repeated = (transport: 'ably' | 'ws', kind: 'kill-ably' | 'kill-redis') =>
      violationsAfter(({ subscribers, faults }) => {
        faults.push({ kind, from: START + 3_000, to: START + 4_000 });
        const subscriber = first(subscribers);
        subscriber.transport = transport;
        const message = { ...first(subscriber.received), at: START + 9_000 };
        subscriber.received.push(message);
      });
    expect(repeated('ably', 'kill-ably')).toEqual({});
    expect(Object.keys(repeated('ws', 'kill-ably'))).toHaveLength(1);
    expect(Object.keys(repeated('ably', 'kill-redis'))).toHaveLength(1);
  });

  it('compare subscribers by conversation', () => {
    const violated = violationsAfter(({ stored }) => {
      stored.push({ id: '3', conversationId: 'another', seq: 1, text: 'elsewhere' });
      stored.push({ id: '4', conversationId: CONVERSATION, seq: 3, text: 'here' });
    });
    expect(violated).toEqual({
      "every subscriber's list equals the database's": [
        'a subscriber of session-1 (ws) misses 3: here',
      ],
    });
  });
});

import { fc, runs } from '../../../support/harness/property-testing';
import type { Message } from '../../../../src/web/api/api-types';
import {
  changeMessage,
  addInterval,
  emptyLog,
  hasOlder,
  isContradicted,
  addMessage,
  missingAfter,
} from '../../../../src/web/state/chat/message-log';
import type { MessageLog } from '../../../../src/web/state/chat/message-log';

const message = (seq: number): Message => ({
  id: `id-${seq}`,
  seq,
  senderId: '1',
  senderName: 'Ana',
  senderRole: 'client',
  content: `message ${seq}`,
  messageType: 'text',
  isAutomated: false,
  createdAt: new Date(seq * 1_000).toISOString(),
});

const range = (from: number, to: number): Message[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index));

const seqs = (log: MessageLog): number[] => log.messages.map(({ seq }) => seq);

const pageOf = (from: number, to: number) => ({ from, to, messages: range(from, to) });

describe('message log', () => {
  it('has no messages before the first page', () => {
    const log = addMessage(emptyLog, message(7));
    expect(log.messages).toEqual([]);
    expect(seqs(addInterval(log, pageOf(3, 6)))).toEqual([3, 4, 5, 6, 7]);
  });

  it('holds messages beyond a gap back and reports the gap', () => {
    const log = addMessage(addInterval(emptyLog, pageOf(1, 3)), message(6));
    expect(seqs(log)).toEqual([1, 2, 3]);
    expect(missingAfter(log)).toBe(3);
    const whole = addInterval(log, pageOf(4, 5));
    expect(seqs(whole)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(missingAfter(whole)).toBeUndefined();
  });

  it('does not treat a seq that a response left out as a gap', () => {
    const log = addInterval(addInterval(emptyLog, pageOf(1, 2)), {
      from: 3,
      to: 5,
      messages: [message(5)],
    });
    expect(seqs(log)).toEqual([1, 2, 5]);
    expect(missingAfter(log)).toBeUndefined();
  });

  it('is contradicted by another message with a known seq, under its own or another id', () => {
    const log = addInterval(emptyLog, pageOf(3, 5));
    const later = new Date(60_000).toISOString();
    expect(isContradicted(log, message(4))).toBe(false);
    expect(isContradicted(log, { ...message(4), content: 'edited' })).toBe(false);
    expect(isContradicted(log, { ...message(4), id: 'other' })).toBe(true);
    expect(isContradicted(log, { ...message(4), createdAt: later })).toBe(true);
    expect(isContradicted(log, { ...message(6), id: 'other' })).toBe(false);
  });

  it('reports whether there are older messages', () => {
    const log = addInterval(emptyLog, pageOf(5, 9));
    expect(hasOlder(log)).toBe(true);
    expect(hasOlder(addInterval(log, { from: 1, to: 4, messages: range(1, 4) }))).toBe(false);
    expect(hasOlder(addInterval(emptyLog, { from: 1, to: 0, messages: [] }))).toBe(false);
  });

  it('shows the newest version of a message when an older one arrives later', () => {
    const edited = { revision: 5, message: { ...message(2), content: 'edited' } };
    const older = { revision: 4, message: { ...message(2), content: 'stale' } };
    const contents = (log: MessageLog): string[] => log.messages.map(({ content }) => content);
    const shown = changeMessage(addInterval(emptyLog, pageOf(1, 3)), edited);
    expect(contents(shown)).toEqual(['message 1', 'edited', 'message 3']);
    expect(changeMessage(shown, older)).toBe(shown);
    const further = changeMessage(addInterval(emptyLog, pageOf(3, 3)), edited);
    expect(contents(addInterval(further, pageOf(1, 2)))).toEqual([
      'message 1',
      'edited',
      'message 3',
    ]);
    const ahead = changeMessage(addMessage(emptyLog, message(2)), edited);
    expect(contents(addInterval(ahead, pageOf(1, 1)))).toEqual(['message 1', 'edited']);
  });

  it('never moves, repeats or changes a shown message, and ends with all of them', () => {
    const step = (total: number) =>
      fc.oneof(
        fc.record({ kind: fc.constant('live' as const), seq: fc.integer({ min: 1, max: total }) }),
        fc.record({
          kind: fc.constant('page' as const),
          from: fc.integer({ min: 1, max: total }),
          size: fc.integer({ min: 0, max: 5 }),
        }),
      );
    const scenario = fc
      .integer({ min: 1, max: 30 })
      .chain((total) =>
        fc.record({ total: fc.constant(total), steps: fc.array(step(total), { maxLength: 60 }) }),
      );
    fc.assert(
      fc.property(scenario, ({ total, steps }) => {
        let log = emptyLog;
        for (const event of steps) {
          const before = log;
          log =
            event.kind === 'live'
              ? addMessage(log, message(event.seq))
              : addInterval(log, pageOf(event.from, Math.min(total, event.from + event.size - 1)));
          expectUnbroken(log);
          expectGrownAtTheEnds(before, log);
        }
        if (!log.isLoaded) log = addInterval(log, pageOf(total, total));
        log = addInterval(log, pageOf(1, log.low - 1));
        log = addInterval(log, pageOf(log.high + 1, total));
        expect(seqs(log)).toEqual(range(1, total).map(({ seq }) => seq));
        expect(missingAfter(log)).toBeUndefined();
      }),
      { numRuns: runs(500) },
    );
  });
});

function expectUnbroken(log: MessageLog): void {
  const [first = log.low] = seqs(log);
  expect(seqs(log)).toEqual(log.messages.map((_, index) => first + index));
}

function expectGrownAtTheEnds(before: MessageLog, after: MessageLog): void {
  if (before.messages.length === 0) return;
  const start = after.messages.indexOf(before.messages[0] as Message);
  expect(start).toBeGreaterThanOrEqual(0);
  const same = after.messages.slice(start, start + before.messages.length);
  expect(same.every((message, index) => message === before.messages[index])).toBe(true);
}

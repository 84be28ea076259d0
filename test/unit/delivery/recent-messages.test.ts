import { RecentMessages } from '../../../src/delivery/feed/recent-messages';
import type { MessageRef } from '../../../src/delivery/feed/recent-messages';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const messageOf = (seq: number): MessageRef => ({
  id: String(100 + seq),
  seq,
  createdAt: at(seq),
});

function withMessages(from: number, to: number): RecentMessages {
  const recent = new RecentMessages();
  for (let seq = from; seq <= to; seq += 1) recent.add(messageOf(seq));
  return recent;
}

describe('RecentMessages', () => {
  it('has the range of the newest fifty messages', () => {
    expect(new RecentMessages().range()).toBeUndefined();
    expect(withMessages(3, 5).range()).toEqual({ from: 3, to: 5 });
    expect(withMessages(1, 60).range()).toEqual({ from: 11, to: 60 });
  });

  it.each<[string, MessageRef[], number]>([
    ['nothing was lost', [messageOf(3), messageOf(4), messageOf(5)], Infinity],
    ['the last one is missing', [messageOf(3), messageOf(4)], 4],
    ['a number was given out again', [messageOf(3), { ...messageOf(4), id: '7' }, messageOf(5)], 3],
    ['its id was as well', [messageOf(3), messageOf(4), { ...messageOf(5), createdAt: at(9) }], 4],
    ['all were lost', [], 2],
  ])('finds the last common message when %s', (_case, stored, last) => {
    expect(withMessages(3, 5).keepCommon({ stored, to: 5 })).toBe(last);
  });

  it('does not compare messages that were delivered after the read', () => {
    const recent = withMessages(3, 5);
    expect(recent.keepCommon({ stored: [messageOf(3), messageOf(4)], to: 4 })).toBe(Infinity);
  });

  it('forgets what was lost', () => {
    const recent = withMessages(3, 5);
    recent.keepCommon({ stored: [messageOf(3)], to: 5 });
    expect(recent.range()).toEqual({ from: 3, to: 3 });
  });
});

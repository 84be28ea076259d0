import type { OrderedChange } from '../../../src/chat/changes/change-event';
import { deliver } from '../../../src/delivery/feed/feed-topic';
import type { FeedEvent } from '../../../src/delivery/feed/feed-event';

const receipt = (seq: number, revision: number): OrderedChange => ({
  type: 'receipt',
  receipt: {
    revision,
    userId: '1',
    readAt: '2026-01-01T00:00:00.000Z',
    lastReadSeq: seq,
    unreadCount: 0,
    messageIds: [],
  },
  cursor: { seq, revision },
});

function subscriptionAt(seq: number, revision: number) {
  const written: FeedEvent[] = [];
  const subscriber = {
    write: (event: FeedEvent) => void written.push(event),
    backlog: () => 0,
    drop: () => undefined,
  };
  return { subscriber, written, cursor: { seq, revision }, isLive: true, isOpen: true };
}

describe('deliver', () => {
  it('never moves the cursor of a subscriber that is ahead of the event backwards', () => {
    const subscription = subscriptionAt(82, 5);
    deliver(subscription, receipt(81, 6));
    expect(subscription.written).toEqual([{ ...receipt(81, 6), cursor: { seq: 82, revision: 6 } }]);
    expect(subscription.cursor).toEqual({ seq: 82, revision: 6 });
  });

  it('writes one object for all subscribers that are not ahead', () => {
    const event = receipt(82, 6);
    const subscriptions = [subscriptionAt(82, 5), subscriptionAt(81, 4)];
    for (const one of subscriptions) deliver(one, event);
    for (const { written } of subscriptions) expect(written[0]).toBe(event);
  });

  it('skips what the subscriber already has', () => {
    const subscription = subscriptionAt(82, 6);
    deliver(subscription, receipt(82, 6));
    expect(subscription.written).toEqual([]);
  });
});

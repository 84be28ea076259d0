import { DeliveryQueue } from '../../../jobs/relay/delivery-queue';
import type { QueuedEvent } from '../../../jobs/relay/delivery-queue';
import { ShardLease } from '../../../jobs/relay/shard-lease';

const lease = new ShardLease({
  destination: 'realtime',
  shard: 0,
  shardCount: 1,
  fence: 1,
  requestedBy: null,
});

function queued(id: string, orderKey: string): QueuedEvent {
  const event = { kind: 'timeline.dropped', sessionId: 's', generation: 1 } as const;
  return { event: { id, publishId: id, event, orderKey, attempts: 0, shard: 0 }, lease };
}

const idsOf = (batch: QueuedEvent[] | undefined): string[] | undefined =>
  batch?.map(({ event }) => event.id);

describe('DeliveryQueue', () => {
  it('delivers one event of a key at a time, and other keys meanwhile', () => {
    const queue = new DeliveryQueue({ maxDeliveries: 4, maxPerKey: 1 });
    queue.add(queued('1', 'slow'));
    queue.add(queued('2', 'slow'));
    const slow = queue.take();
    expect(idsOf(slow)).toEqual(['1']);
    for (const id of ['3', '4']) queue.add(queued(id, 'fast'));
    const fast = queue.take();
    expect(idsOf(fast)).toEqual(['3']);
    queue.ended(fast ?? []);
    expect(idsOf(queue.take())).toEqual(['4']);
    expect(queue.take()).toBeUndefined();
    queue.ended(slow ?? []);
    expect(idsOf(queue.take())).toEqual(['2']);
  });

  it('runs at most `maxDeliveries` deliveries', () => {
    const queue = new DeliveryQueue({ maxDeliveries: 1, maxPerKey: Infinity });
    for (const [id, key] of [
      ['1', 'a'],
      ['2', 'a'],
      ['3', 'b'],
    ] as const)
      queue.add(queued(id, key));
    const batch = queue.take();
    expect(idsOf(batch)).toEqual(['1', '2', '3']);
    queue.add(queued('4', 'c'));
    expect(queue.take()).toBeUndefined();
    queue.ended(batch ?? []);
    expect(idsOf(queue.take())).toEqual(['4']);
  });

  it('refuses events of a key of which many wait, and names the key', () => {
    const queue = new DeliveryQueue({ maxDeliveries: 1, maxPerKey: 1 });
    const accepted = Array.from({ length: 60 }, (_, n) => queue.add(queued(`${n}`, 'busy')));
    expect(accepted.filter(Boolean)).toHaveLength(50);
    expect(queue.fullKeys()).toEqual(['busy']);
    expect(queue.add(queued('other', 'calm'))).toBe(true);
  });

  it('removes the waiting events of a key', () => {
    const queue = new DeliveryQueue({ maxDeliveries: 2, maxPerKey: 1 });
    for (const id of ['1', '2', '3']) queue.add(queued(id, 'key'));
    const batch = queue.take() ?? [];
    expect(idsOf(queue.removeKey('key'))).toEqual(['2', '3']);
    queue.ended(batch);
    expect(queue.take()).toBeUndefined();
  });
});

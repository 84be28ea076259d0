import { setTimeout as pause } from 'node:timers/promises';
import { OutboxRelay } from '../../../jobs/relay/outbox-relay';
import { ShardLeases } from '../../../jobs/relay/shard-leases';
import { DeliveryError } from '../../../src/delivery/outbox/delivery-error';
import { appendEvents } from '../../../src/delivery/outbox/outbox-repository';
import { createLogger } from '../../../src/logger';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { waitFor } from '../../support/harness/wait-for';

const KEYS = 12;
const ROUNDS = 60;

describe('a relay whose destination is slow, rejects events and is unavailable', () => {
  let fixture: DatabaseFixture;
  let leases: ShardLeases;
  let relay: OutboxRelay;
  /** Number of each delivered event among those of its key. */
  const delivered = new Map<string, number[]>();
  const failed = new Set<string>();
  let state = 20_261_130;

  /** Repeatable random numbers from 0 to 1. */
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };

  beforeAll(async () => {
    fixture = await openDatabaseFixture();
    const { manager } = fixture.db.source;
    const logger = createLogger('test', 'silent');
    leases = new ShardLeases({ shardCount: 4, ttlMs: 3_000, manager, logger });
    relay = new OutboxRelay({
      destination: 'realtime',
      maxDeliveries: 4,
      maxPerKey: 1,
      manager,
      logger,
      load: async (events) => {
        await pause(random() * 10);
        return events;
      },
      deliver: async (batch) => {
        await pause(random() * 20);
        return batch.map(({ event }) => {
          // Each event fails once at most.
          if (random() < 0.1 && !failed.has(event.id)) {
            failed.add(event.id);
            return new DeliveryError(random() < 0.7 ? 'rejected' : 'unavailable', 'On purpose');
          }
          if (event.event.kind !== 'conversation.delivered') throw new Error('Unexpected event');
          const numbers = delivered.get(event.orderKey) ?? [];
          delivered.set(event.orderKey, [...numbers, event.event.revision]);
          return undefined;
        });
      },
      recover: () => Promise.resolve(),
      countDelivered: () => undefined,
    });
    relay.start();
    leases.start([relay]);
  });
  afterAll(async () => {
    await relay.stop();
    await leases.stop();
    await fixture.close();
  });

  it('delivers every event of each order key once and in order', async () => {
    for (let revision = 1; revision <= ROUNDS; revision += 1) {
      const events = Array.from({ length: KEYS }, (_, key) => ({
        kind: 'conversation.delivered' as const,
        conversationId: String(key),
        sessionId: null,
        marks: [],
        revision,
      }));
      await fixture.db.source.transaction((tx) => appendEvents(tx, events));
      relay.wakeUp();
      await pause(random() * 15);
    }
    await waitFor(
      'every event',
      () => [...delivered.values()].every((numbers) => numbers.length >= ROUNDS),
      25_000,
    );
    await relay.stop();
    const inOrder = Array.from({ length: ROUNDS }, (_, index) => index + 1);
    expect(delivered.size).toBe(KEYS);
    for (const numbers of delivered.values()) expect(numbers).toEqual(inOrder);
    expect(failed.size).toBeGreaterThan(KEYS);
  }, 60_000);
});

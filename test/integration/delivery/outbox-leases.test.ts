import { setTimeout as pause } from 'node:timers/promises';
import type { RunningWorker } from '../../../jobs/worker';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';

const DESTINATIONS = 3;
const SEND_INTERVAL_MS = 50;

interface Lease {
  lane: string;
  shard: number;
  owner: string;
  fence: number;
}

describe('leases of the outbox', () => {
  let system: TestSystem;
  let workers: RunningWorker[] = [];
  let recorder: ChannelRecorder | undefined;

  beforeEach(async () => {
    system = await startSystem({ worker: false });
  });
  afterEach(async () => {
    await recorder?.close();
    recorder = undefined;
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
    await system.stop();
  });

  const start = (): RunningWorker => {
    const worker = system.startWorker();
    workers.push(worker);
    return worker;
  };

  const leases = (): Promise<Lease[]> =>
    system.query<Lease>(
      `SELECT lane, shard, owner, fence FROM outbox_leases
       WHERE owner IS NOT NULL AND expires_at > now() ORDER BY lane, shard`,
    );

  /** Numbers of shards by worker, for each destination. */
  const shares = async (): Promise<string[]> => {
    const perLane = new Map<string, Map<string, number>>();
    for (const { lane, owner } of await leases()) {
      const counts = perLane.get(lane) ?? new Map<string, number>();
      perLane.set(lane, counts.set(owner, (counts.get(owner) ?? 0) + 1));
    }
    return [...perLane.values()].map((counts) => [...counts.values()].sort().join());
  };

  const waitForShares = (share: string): Promise<unknown> =>
    waitFor(
      `shards shared ${share}`,
      async () => {
        const found = await shares();
        return found.length === DESTINATIONS && found.every((one) => one === share);
      },
      25_000,
    );

  it('shares the shards of each destination evenly as workers come and go', async () => {
    const first = start();
    await waitForShares('4');
    start();
    await waitForShares('2,2');
    start();
    await waitForShares('1,1,2');
    await first.stop();
    await waitForShares('2,2');
  });

  it('keeps the order of each conversation while shards move between workers', async () => {
    start();
    const sessions = await Promise.all(
      Array.from({ length: 8 }, () => createActiveSession(system)),
    );
    const channels = sessions.map(({ sessionId }) => `chat:session:${sessionId}`);
    const recorded = (recorder = await ChannelRecorder.open(system, channels));
    await whileSending(sessions, async () => {
      const second = start();
      await waitForShares('2,2');
      await second.stop();
      await waitForShares('4');
      start();
      await waitForShares('2,2');
    });
    await system.drain();
    await recorded.flush();

    expect(recorded.duplicates()).toEqual([]);
    for (const { sessionId } of sessions) {
      const seqs = recorded.messages
        .filter(({ channel, name }) => channel.endsWith(sessionId) && name === 'message')
        .map(({ data }) => data.seq as number);
      const rows = await system.query<{ seq: number }>(
        `SELECT seq FROM messages JOIN chat_sessions USING (conversation_id)
         WHERE chat_sessions.id = $1 AND seq >= $2 ORDER BY seq`,
        [sessionId, seqs[0]],
      );
      expect(seqs).toEqual(rows.map(({ seq }) => seq));
    }
  }, 60_000);

  async function whileSending(sessions: ActiveSession[], work: () => Promise<void>): Promise<void> {
    let isSending = true;
    const senders = sessions.map(async ({ sessionId, client }) => {
      for (let n = 0; isSending; n += 1) {
        const body = { sessionId, message: `text ${n}`, messageType: 'text' };
        const sent = await system.call('POST', '/api/v1/chat/messages', { as: client, body });
        expect(sent.status).toBe(201);
        await pause(SEND_INTERVAL_MS);
      }
    });
    try {
      await work();
    } finally {
      isSending = false;
      await Promise.all(senders);
    }
  }

  it('refuses the mark of a worker after another one acquired the lease', async () => {
    start();
    const session = await createActiveSession(system);
    await waitForShares('4');
    await system.drain();
    // As if another process had taken over all shards a moment ago.
    await system.query(
      `UPDATE outbox_leases
       SET owner = 'another', fence = fence + 1, expires_at = now() + interval '3 seconds'`,
    );
    const body = { sessionId: session.sessionId, message: 'late', messageType: 'text' };
    await system.call('POST', '/api/v1/chat/messages', { as: session.client, body });
    const undelivered = () =>
      system.query(`SELECT id FROM outbox_events WHERE delivered_at IS NULL`);
    await pause(1_500);
    expect(await undelivered()).toHaveLength(1);
    // The other process renews nothing, so the worker takes over again.
    await system.drain();
  });

  it('splits destinations again when a lone worker has another setting', async () => {
    const first = start();
    await waitForShares('4');
    await first.stop();
    system.context.config.outbox.shardCount = 6;
    start();
    await waitForShares('6');
    const counts = await system.query('SELECT DISTINCT shard_count FROM outbox_leases');
    expect(counts).toEqual([{ shard_count: 6 }]);
  });
});

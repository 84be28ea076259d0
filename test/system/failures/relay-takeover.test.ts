import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';

const SESSIONS = 8;
const TAKEOVER_MS = 5_000;

describe('the relays of two workers', () => {
  let system: TestSystem;
  const workers: ProductProcess[] = [];
  let sessions: ActiveSession[];
  let recorder: ChannelRecorder | undefined;

  beforeAll(async () => {
    system = await startSystem({ worker: false });
    workers.push(await startProductProcess(system, 'worker'));
    workers.push(await startProductProcess(system, 'worker'));
    sessions = await Promise.all(
      Array.from({ length: SESSIONS }, () => createActiveSession(system)),
    );
    recorder = await ChannelRecorder.open(
      system,
      sessions.map(({ sessionId }) => `chat:session:${sessionId}`),
    );
    await waitFor('shared shards', async () => {
      const shares = await system.query<{ count: number }>(
        `SELECT count(*)::int FROM outbox_leases WHERE expires_at > now() GROUP BY lane, owner`,
      );
      return shares.length === 6 && shares.every(({ count }) => count === 2);
    });
    await system.drain();
  }, 60_000);
  afterAll(async () => {
    await recorder?.close();
    for (const worker of workers) worker.signal('SIGCONT');
    await Promise.all(workers.map((worker) => worker.stop()));
    await system.stop();
  });

  const sendToAll = async (message: string): Promise<void> => {
    await Promise.all(
      sessions.map(async ({ sessionId, client }) => {
        const body = { sessionId, message, messageType: 'text' };
        const path = '/api/v1/chat/messages';
        const sent = await system.call('POST', path, { as: client, body });
        expect(sent.status).toBe(201);
      }),
    );
  };

  const receivedBy = ({ sessionId }: ActiveSession) =>
    (recorder?.messages ?? []).filter(({ channel, name, data }) => {
      const isText = name === 'message' && data.messageType === 'text' && !data.isAutomated;
      return isText && channel.endsWith(sessionId);
    });

  /** Milliseconds until every session has received a message. */
  const timeToReceive = async (message: string): Promise<number> => {
    const from = performance.now();
    await waitFor(
      `"${message}" in every session`,
      () => sessions.every((one) => receivedBy(one).some(({ data }) => data.content === message)),
      30_000,
    );
    return performance.now() - from;
  };

  it('take over from one that is frozen, whose late work is neither delivered nor marked', async () => {
    const [first] = workers;
    const texts: string[] = [];
    const send = async (message: string): Promise<number> => {
      texts.push(message);
      await sendToAll(message);
      return timeToReceive(message);
    };
    await send('before');

    // Sent while it is frozen with events in delivery, if timing allows.
    const burst = Array.from({ length: 10 }, (_, n) => `burst ${n}`);
    texts.push(...burst);
    const sending = (async () => {
      for (const message of burst) await sendToAll(message);
    })();
    await new Promise((resolve) => setTimeout(resolve, 30));
    first?.signal('SIGSTOP');
    await sending;
    expect(await timeToReceive('burst 9')).toBeLessThan(TAKEOVER_MS);
    expect(await send('meanwhile')).toBeLessThan(TAKEOVER_MS);
    first?.signal('SIGCONT');
    for (let n = 0; n < 20; n += 1) await send(`after ${n}`);

    await system.drain();
    await recorder?.flush();
    expect(recorder?.duplicates()).toEqual([]);
    for (const session of sessions) {
      expect(receivedBy(session).map(({ data }) => data.content)).toEqual(texts);
    }
  }, 60_000);
});

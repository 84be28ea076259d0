import type { Step } from '../../../src/enums';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import {
  waitUntilAllEnded,
  bookConcurrentSessions,
  violationsOfAll,
} from '../../support/fixtures/concurrent-sessions';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const BURST_SIZE = 30;

describe('a killed worker', () => {
  let system: TestSystem;
  let workers: ProductProcess[] = [];
  let recorder: ChannelRecorder | undefined;

  beforeEach(async () => {
    system = await startSystem({
      worker: false,
      env: { INITIAL_MESSAGE_LEAD: 'PT2S', END_BUTTON_LEAD: 'PT5S', SESSION_MIN: 'PT1S' },
    });
  });
  afterEach(async () => {
    await recorder?.close();
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
    await system.stop();
  });

  const startWorker = async (): Promise<ProductProcess> => {
    const worker = await startProductProcess(system, 'worker');
    workers.push(worker);
    return worker;
  };

  /** Resolves once a step of any session is stored as done. */
  const firstDone = (step: Step) =>
    waitFor(
      `a first ${step}`,
      async () => {
        const [row] = await system.query(
          `SELECT 1 FROM session_steps WHERE step = $1 AND outcome = 'done' LIMIT 1`,
          [step],
        );
        return row !== undefined;
      },
      20_000,
    );

  const openRecorder = async (sessions: { sessionId: string }[]): Promise<ChannelRecorder> => {
    const channels = sessions.map(({ sessionId }) => `chat:session:${sessionId}`);
    // Under load the greetings may be published before the recorder subscribes.
    return (recorder = await ChannelRecorder.open(system, channels, { rewind: '2m' }));
  };

  it('hands a burst over to its successor: every session opens, ends and is published once', async () => {
    const first = await startWorker();
    const sessions = await bookConcurrentSessions(system, BURST_SIZE, {
      startsIn: 4_000,
      lasts: 9_000,
    });
    const channelRecorder = await openRecorder(sessions);

    await firstDone('enable-chat');
    await first.kill();
    const second = await startWorker();
    await firstDone('end-button');
    await second.kill();
    const third = await startWorker();
    await firstDone('auto-end');
    await third.kill();
    await startWorker();
    await waitUntilAllEnded(system, 20_000);

    expect(await violationsOfAll(system, sessions)).toEqual([]);
    await expectReceivedOnce(channelRecorder, sessions);
  }, 60_000);

  it('delays nothing while another worker runs', async () => {
    const [first] = await Promise.all([startWorker(), startWorker()]);
    const sessions = await bookConcurrentSessions(system, BURST_SIZE, {
      startsIn: 4_000,
      lasts: 6_000,
    });
    const channelRecorder = await openRecorder(sessions);
    await firstDone('initial-message');
    await first.kill();
    await waitUntilAllEnded(system, 20_000);

    expect(await violationsOfAll(system, sessions)).toEqual([]);
    const [lateness] = await system.query<{ ms: number }>(
      `SELECT max(extract(epoch FROM done_at - due_at) * 1000)::int AS ms FROM session_steps
       WHERE step IN ('enable-chat', 'auto-end')`,
    );
    expect(lateness?.ms).toBeLessThan(3_000);
    await expectReceivedOnce(channelRecorder, sessions);
  }, 60_000);

  /** Every status and message of the sessions was received under the id of its event. */
  async function expectReceivedOnce(
    recorder: ChannelRecorder,
    sessions: { sessionId: string }[],
  ): Promise<void> {
    const events = await system.query<{ id: string; delivered: boolean }>(
      `SELECT publish_id AS id, delivered_at IS NOT NULL AS delivered FROM outbox_events
       WHERE kind = 'message.posted'
         OR (kind = 'session.changed' AND payload ? 'signal')`,
    );
    expect(events.filter((event) => !event.delivered)).toEqual([]);
    // Greeting, opening message and status, warning, closing message and status; a warning may be late.
    expect(events.length).toBeGreaterThanOrEqual(sessions.length * 5);
    await waitFor('every event', () => {
      const received = new Set(recorder.messages.map((one) => one.id));
      return events.every(({ id }) => received.has(`outbox-${id}:0`));
    });
    expect(recorder.duplicates()).toEqual([]);
    for (const { sessionId } of sessions) {
      const ofSession = recorder.messages.filter((one) => one.channel.endsWith(sessionId));
      const seqs = ofSession
        .filter((one) => one.name === 'message')
        .map((one) => one.data.seq as number);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      const statuses = ofSession.filter((one) => one.name === 'session-status');
      expect(statuses.at(-1)?.data.status).toBe('completed');
    }
  }
});

import { runSteps } from '../../../src/sessions/timeline/run-steps';
import type { Step } from '../../../src/enums';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import {
  bookConcurrentSessions,
  waitUntilAllEnded,
  violationsOfAll,
} from '../../support/fixtures/concurrent-sessions';
import { sessionViolations } from '../../support/checks/session-invariants';
import { dueAt, SessionHarness } from '../../support/harness/session-harness';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const TIMES = 20;
const STEPS: Step[] = ['initial-message', 'enable-chat', 'end-button', 'auto-end'];

describe('idempotency', () => {
  describe('a job', () => {
    let harness: SessionHarness;
    beforeAll(async () => {
      harness = await SessionHarness.start();
    });
    afterAll(() => harness.stop());

    it(`takes effect once when run ${TIMES} times at once`, async () => {
      const session = await harness.book();
      const { sessionId } = session;
      for (const step of STEPS) {
        harness.clock.set(dueAt(session, step));
        const request = { sessionId, generation: 1, step };
        const results = await Promise.all(
          Array.from({ length: TIMES }, () => runSteps(harness.system.context.sessions, [request])),
        );
        expect(results.flat()).toEqual(Array(TIMES).fill({ settled: true }));
      }
      expect(await sessionViolations(harness.system, sessionId)).toEqual([]);
      expect(await eventCounts(harness.system, sessionId)).toEqual({
        'initial-message': 1,
        'enable-chat': 1,
        'end-button': 1,
        'auto-end': 1,
      });
    });

    it('takes effect once when the queue repeats it', async () => {
      const session = await harness.createSession('completed');
      const before = await harness.texts(session);
      for (const step of STEPS) {
        await harness.timers.runNow({ sessionId: session.sessionId, generation: 1, step });
      }
      expect(await harness.texts(session)).toEqual(before);
      expect(await sessionViolations(harness.system, session.sessionId)).toEqual([]);
    });

    it('takes effect once when repeated in one batch', async () => {
      const sessions = [await harness.book(), await harness.book(), await harness.book()];
      harness.clock.set(Math.max(...sessions.map((one) => one.endsAt)));
      const requests = sessions.flatMap(({ sessionId }) =>
        STEPS.flatMap((step) => [1, 2, 3].map(() => ({ sessionId, generation: 1, step }))),
      );
      await runSteps(harness.system.context.sessions, requests);
      for (const { sessionId } of sessions) {
        expect(await sessionViolations(harness.system, sessionId)).toEqual([]);
      }
    });

    /** Number of published events per step. */
    async function eventCounts(
      system: TestSystem,
      sessionId: string,
    ): Promise<Record<string, number>> {
      const rows = await system.query<{ step: string; times: number }>(
        `SELECT payload->>'step' AS step, count(*)::int AS times FROM outbox_events
         WHERE kind = 'session.changed' AND payload->>'sessionId' = $1 AND payload ? 'step'
         GROUP BY 1`,
        [sessionId],
      );
      return Object.fromEntries(rows.map(({ step, times }) => [step, times]));
    }
  });

  describe('a worker', () => {
    let system: TestSystem;
    let recorder: ChannelRecorder | undefined;
    beforeAll(async () => {
      system = await startSystem({
        env: { INITIAL_MESSAGE_LEAD: 'PT2S', END_BUTTON_LEAD: 'PT2S', SESSION_MIN: 'PT1S' },
      });
      system.startWorker();
    });
    afterAll(async () => {
      await recorder?.close();
      await system.stop();
    });

    it('delivers every event once when all deliveries are repeated', async () => {
      const sessions = await bookConcurrentSessions(system, 15, { startsIn: 6_000, lasts: 8_000 });
      const channels = sessions.map(({ sessionId }) => `chat:session:${sessionId}`);
      const channelRecorder = await ChannelRecorder.open(system, [...channels, 'team:sessions']);
      recorder = channelRecorder;
      await waitUntilAllEnded(system, 40_000);
      expect(await violationsOfAll(system, sessions)).toEqual([]);
      await channelRecorder.flush();
      const count = channelRecorder.messages.length;
      expect(count).toBeGreaterThan(sessions.length * 9);

      // As after a crash between delivering and marking: everything is delivered again.
      const again = await system.query<{ id: string }[]>(
        `UPDATE outbox_events SET delivered_at = NULL
         WHERE lane = 'realtime' AND delivered_at IS NOT NULL RETURNING id`,
      );
      expect(again[0]?.length).toBeGreaterThan(sessions.length * 5);
      await system.drain();
      await channelRecorder.flush();
      expect(channelRecorder.duplicates()).toEqual([]);
      expect(channelRecorder.messages.length).toBe(count);
    }, 60_000);
  });
});

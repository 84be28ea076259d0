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

describe('the same thing twice', () => {
  describe('a job', () => {
    let stage: SessionHarness;
    beforeAll(async () => {
      stage = await SessionHarness.start();
    });
    afterAll(() => stage.stop());

    it(`run ${TIMES} times at once acts once`, async () => {
      const session = await stage.book();
      const { sessionId } = session;
      for (const step of STEPS) {
        stage.clock.set(dueAt(session, step));
        const request = { sessionId, generation: 1, step };
        const answers = await Promise.all(
          Array.from({ length: TIMES }, () => runSteps(stage.system.context.sessions, [request])),
        );
        expect(answers.flat()).toEqual(Array(TIMES).fill({ settled: true }));
      }
      expect(await sessionViolations(stage.system, sessionId)).toEqual([]);
      expect(await timesTold(stage.system, sessionId)).toEqual({
        'initial-message': 1,
        'enable-chat': 1,
        'end-button': 1,
        'auto-end': 1,
      });
    });

    it('that comes again through the queue finds nothing to do', async () => {
      const session = await stage.createSession('completed');
      const before = await stage.texts(session);
      for (const step of STEPS) {
        await stage.timers.runNow({ sessionId: session.sessionId, generation: 1, step });
      }
      expect(await stage.texts(session)).toEqual(before);
      expect(await sessionViolations(stage.system, session.sessionId)).toEqual([]);
    });

    it('asked for many times in one batch acts once', async () => {
      const sessions = [await stage.book(), await stage.book(), await stage.book()];
      stage.clock.set(Math.max(...sessions.map((one) => one.endsAt)));
      const requests = sessions.flatMap(({ sessionId }) =>
        STEPS.flatMap((step) => Array(3).fill({ sessionId, generation: 1, step })),
      );
      await runSteps(stage.system.context.sessions, requests);
      for (const { sessionId } of sessions) {
        expect(await sessionViolations(stage.system, sessionId)).toEqual([]);
      }
    });

    /** How often the team was told that a step was done. */
    async function timesTold(
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
    let tap: ChannelRecorder | undefined;
    beforeAll(async () => {
      system = await startSystem({
        env: { INITIAL_MESSAGE_LEAD: 'PT2S', END_BUTTON_LEAD: 'PT2S', SESSION_MIN: 'PT1S' },
      });
      system.startWorker();
    });
    afterAll(async () => {
      await tap?.close();
      await system.stop();
    });

    it('and each of its deliveries: nobody hears anything twice', async () => {
      const sessions = await bookConcurrentSessions(system, 15, { startsIn: 3_000, lasts: 3_000 });
      const channels = sessions.map(({ sessionId }) => `chat:session:${sessionId}`);
      const listening = await ChannelRecorder.open(system, [...channels, 'team:sessions']);
      tap = listening;
      await waitUntilAllEnded(system, 15_000);
      expect(await violationsOfAll(system, sessions)).toEqual([]);
      await listening.flush();
      const once = listening.messages.length;
      expect(once).toBeGreaterThan(sessions.length * 9);

      // As after a crash between delivering and marking: everything leaves a second time.
      const again = await system.query<{ id: string }[]>(
        `UPDATE outbox_events SET delivered_at = NULL
         WHERE lane = 'realtime' AND delivered_at IS NOT NULL RETURNING id`,
      );
      expect(again[0]?.length).toBeGreaterThan(sessions.length * 5);
      await system.drain();
      await listening.flush();
      expect(listening.duplicates()).toEqual([]);
      expect(listening.messages.length).toBe(once);
    });
  });
});

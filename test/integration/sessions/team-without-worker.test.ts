import { bookedResponse } from '../../../src/api/counseling/counseling-schemas';
import type { z } from 'zod';
import { teamHealthResponse } from '../../../src/api/team/team-schemas';
import type { TeamSessionView } from '../../../src/sessions/monitoring/team-session-view';
import { wallClock } from '../../support/harness/session-harness';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TestClock } from '../../support/harness/test-clock';

type Metrics = NonNullable<z.output<typeof teamHealthResponse>['figures']>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('team view without a worker', () => {
  const clock = new TestClock('2025-08-10T00:00:00Z');
  const startsAt = clock.now() + HOUR;
  let system: TestSystem;
  let team: TestUser;
  let sessionIds: string[];
  beforeAll(async () => {
    system = await startSystem({ clock, worker: false });
    team = await system.addUser('team');
    sessionIds = [];
    for (let count = 0; count < 2; count += 1) {
      const booked = await system.call('POST', '/api/v1/counselings/book', {
        as: await system.addUser('client'),
        body: {
          method: 'chat',
          ...wallClock(startsAt, startsAt + HOUR),
          psychologistId: (await system.addUser('psychologist')).id,
        },
        reply: bookedResponse,
      });
      sessionIds.push(booked.body.data.chatSession?.sessionId ?? '');
    }
  });
  beforeEach(() => clock.set(startsAt - HOUR));
  afterAll(() => system.stop());

  const readHealth = async (): Promise<z.output<typeof teamHealthResponse>> =>
    (await system.call('GET', '/api/v1/team/health', { as: team, reply: teamHealthResponse })).body
      .data;
  const readMetrics = async (): Promise<Metrics> => (await readHealth()).figures as Metrics;
  const board = async (): Promise<TeamSessionView[]> =>
    (await system.call<TeamSessionView[]>('GET', '/api/v1/team/sessions', { as: team })).body.data;

  it('reports the missing worker heartbeat', async () => {
    expect((await readHealth()).parts).toMatchObject({ database: 'ok', worker: 'failing' });
  });

  it('lists every overdue step, longest first', async () => {
    expect((await readMetrics()).overdue).toEqual({ count: 0, steps: [] });
    clock.set(startsAt);
    const { count, steps } = (await readMetrics()).overdue;
    expect(count).toBe(4);
    expect(steps.map(({ step, lateMs }) => [step, lateMs])).toEqual([
      ['initial-message', 10 * MINUTE],
      ['initial-message', 10 * MINUTE],
      ['enable-chat', 0],
      ['enable-chat', 0],
    ]);
    expect(new Set(steps.map(({ sessionId }) => sessionId))).toEqual(new Set(sessionIds));
    expect(steps[0]?.dueAt).toBe(new Date(startsAt - 10 * MINUTE).toISOString());
  });

  it('shows lateness and next step on the board', async () => {
    clock.set(startsAt - 10 * MINUTE + 4_000);
    for (const session of await board()) {
      expect(session).toMatchObject({
        troubledSteps: 0,
        worstLateMs: 4_000,
        nextStep: { step: 'initial-message' },
      });
    }
    clock.set(startsAt - 10 * MINUTE + 40_000);
    for (const session of await board()) {
      expect(session).toMatchObject({
        troubledSteps: 1,
        worstLateMs: 40_000,
        troubles: [{ step: 'initial-message', lateMs: 40_000, failedAttempts: 0, lastError: null }],
      });
    }
  });

  it('shows why a step failed, even before it is overdue', async () => {
    const [sessionId] = sessionIds;
    await system.query(
      `UPDATE session_steps SET attempts = 3, last_error = 'client-already-active'
       WHERE session_id = $1 AND step = 'enable-chat'`,
      [sessionId],
    );
    const session = (await board()).find((one) => one.sessionId === sessionId);
    expect(session?.troubles).toEqual([
      {
        step: 'enable-chat',
        dueAt: new Date(startsAt).toISOString(),
        lateMs: 0,
        failedAttempts: 3,
        lastError: 'client-already-active',
      },
    ]);
  });

  it('shows outbox backlog, age and failed events', async () => {
    const { outbox } = await readMetrics();
    expect(outbox.waiting).toBeGreaterThanOrEqual(4);
    expect(outbox.failed).toBe(0);
    await system.query(`UPDATE outbox_events SET created_at = now() - interval '90 seconds'`);
    expect((await readMetrics()).outbox.oldestSeconds).toBeGreaterThanOrEqual(90);
    await system.query('UPDATE outbox_events SET failed_at = now()');
    expect((await readMetrics()).outbox).toEqual({
      waiting: 0,
      oldestSeconds: null,
      failed: outbox.waiting,
    });
  });
});

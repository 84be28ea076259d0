import { timelineResponse } from '../../../src/api/team/team-schemas';
import { StepBatcher } from '../../../jobs/processors/step-batcher';
import { bookSession } from '../../support/fixtures/book-session';
import { recordTeamChannel } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

describe('failing step', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it('is recorded and alerts the team once when it keeps failing', async () => {
    const client = await system.addUser('client');
    await system.addUser('psychologist');
    const team = await system.addUser('team');
    const running = await bookSession(system, client, { startsIn: 10_800_000 });
    const later = await bookSession(system, client, { startsIn: 7_200_000 });
    const start = `/api/v1/team/sessions/${running.sessionId}/start`;
    expect((await system.call('POST', start, { as: team })).status).toBe(200);
    const watched = await recordTeamChannel(system, team);
    const now = () => Date.now() + 7_205_000;
    const batcher = new StepBatcher(
      { ...system.context.sessions, clock: { now } },
      system.context.logger,
    );
    const step = { sessionId: later.sessionId, generation: 1, step: 'enable-chat' as const };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await batcher.run(step)).toEqual({ settled: false, code: 'client-already-active' });
    }
    const alert = await watched.waitFor('the problem', (one) => one.data.problem !== undefined);
    expect(alert.data).toMatchObject({
      sessionId: later.sessionId,
      status: 'pending',
      step: 'enable-chat',
      problem: 'client-already-active',
    });
    await system.drain();
    expect(watched.received.filter((one) => one.data.problem)).toHaveLength(1);
    const path = `/api/v1/team/sessions/${later.sessionId}/timeline`;
    const call = { as: team, reply: timelineResponse };
    const { steps } = (await system.call('GET', path, call)).body.data;
    expect(steps[1]).toMatchObject({ failedAttempts: 5, lastError: 'client-already-active' });
  });
});

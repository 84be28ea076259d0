import { runSteps } from '../../../src/sessions/timeline/run-steps';
import { STEPS } from '../../../src/enums';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';

const HOUR = 3_600_000;

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

const later = ({ startsAt, endsAt }: TestSession, by = 2 * HOUR) => ({
  startsAt: startsAt + by,
  endsAt: endsAt + by,
});

/** A session that was moved by two hours, with its new times. */
async function moved(): Promise<TestSession> {
  const session = await stage.book();
  const times = later(session);
  const answer = await stage.reschedule(session, session.client, times);
  expect(answer.status).toBe(200);
  await stage.system.drain();
  return { ...session, ...times };
}

describe('a session that is moved', () => {
  it('does nothing when a timer of its old plan fires', async () => {
    const session = await moved();
    const old = STEPS.map((step) => ({ sessionId: session.sessionId, generation: 1, step }));
    stage.clock.set(session.startsAt - 2 * HOUR);
    const early = await runSteps(stage.system.context.sessions, old);
    expect(early).toEqual(old.map(() => ({ settled: true })));
    expect(await stage.texts(session)).toEqual([]);
    for (const timer of old) await stage.timers.runNow(timer);
    expect((await stage.getSession(session)).status).toBe('pending');
  });

  it('keeps nothing of its old plan in Redis or open in the timeline', async () => {
    const session = await moved();
    const timers = await stage.timers.jobsOf(session.sessionId);
    expect(timers.map((job) => job.data.generation)).toEqual([2, 2, 2, 2]);
    const { steps } = await stage.timeline(session);
    expect(steps.filter((one) => one.generation === 1)).toMatchObject(
      STEPS.map(() => ({ state: 'superseded', reason: 'The session was rescheduled' })),
    );
    expect(steps.filter((one) => one.generation === 2)).toMatchObject(
      STEPS.map((step) => ({ step, state: 'planned' })),
    );
  });

  it('tells the new time of its end button', async () => {
    const session = await moved();
    const { endButtonAt } = await stage.getSession(session);
    expect(endButtonAt).toBe(new Date(session.endsAt - 5 * 60_000).toISOString());
  });

  it('plays its new plan to the end', async () => {
    const session = await moved();
    for (const step of STEPS) await stage.runStep(session, step);
    expect(await stage.getSession(session)).toMatchObject({
      status: 'completed',
      endedAt: new Date(session.endsAt).toISOString(),
    });
    expect(await stage.texts(session)).toHaveLength(3);
  });

  it('may be greeted again, when it had been greeted before the move', async () => {
    const session = await stage.createSession('greeted');
    const times = later(session);
    expect((await stage.reschedule(session, session.psychologist, times)).status).toBe(200);
    await stage.system.drain();
    await stage.runStep({ ...session, ...times }, 'initial-message');
    expect(await stage.texts(session)).toHaveLength(2);
  });

  it('tells the other person, and not the one who moved it', async () => {
    const session = await moved();
    const kinds = async (person: TestSession['client']) => {
      const { body } = await stage.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', {
        as: person,
      });
      return body.data.map((note) => note.kind);
    };
    expect(await kinds(session.psychologist)).toEqual(['session_rescheduled', 'session_booked']);
    expect(await kinds(session.client)).toEqual(['session_invited']);
  });

  it('frees its old time and takes its new one', async () => {
    const session = await moved();
    const { client, psychologist } = session;
    const again = await stage.book({ client, psychologist });
    expect(again.response.status).toBe(201);
    const taken = stage.book({
      client,
      psychologist,
      startsIn: session.startsAt - stage.clock.now(),
    });
    await expect(taken).rejects.toThrow('client-overlap');
  });

  it('may overlap the time it had itself', async () => {
    const session = await stage.book();
    const times = later(session, 10 * 60_000);
    expect((await stage.reschedule(session, session.client, times)).status).toBe(200);
  });
});

describe('a move that is refused', () => {
  it('leaves everything as it was', async () => {
    const session = await stage.book();
    const other = await stage.book({ client: session.client, startsIn: 3 * HOUR });
    const clash = await stage.reschedule(session, session.client, later(session));
    expect(clash.body).toMatchObject({ statusCode: 409, code: 'client-overlap' });
    const past = later(session, -2 * HOUR);
    const refused = await stage.reschedule(session, session.client, past);
    expect(refused.body).toMatchObject({ statusCode: 400, code: 'starts-in-past' });
    const { steps } = await stage.timeline(session);
    expect(steps.map((one) => [one.generation, one.state])).toEqual(
      STEPS.map(() => [1, 'planned']),
    );
    expect(await stage.timers.jobsOf(session.sessionId)).toHaveLength(4);
    expect((await stage.getSession(other)).startsAt).toBe(new Date(other.startsAt).toISOString());
  });

  it('is refused once the session has started, is over or was cancelled', async () => {
    const running = await stage.createSession('active');
    const late = await stage.reschedule(running, running.client, later(running));
    expect(late.body).toMatchObject({ statusCode: 409, code: 'counseling-started' });
    await stage.end(running.client, running.sessionId);
    const over = await stage.reschedule(running, running.client, later(running));
    expect(over.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
    const cancelled = await stage.createSession('cancelled');
    const gone = await stage.reschedule(cancelled, cancelled.client, later(cancelled));
    expect(gone.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
  });

  it('is refused to everybody but the two people', async () => {
    const session = await stage.book();
    const stranger = await stage.system.addUser('client');
    for (const person of [stranger, stage.team]) {
      const refused = await stage.reschedule(session, person, later(session));
      expect(refused.body).toMatchObject({ statusCode: 403, code: 'not-your-counseling' });
    }
  });
});

import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import { runSteps } from '../../../src/sessions/timeline/run-steps';
import { STEPS } from '../../../src/enums';
import { SessionHarness, wallClock } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';

const HOUR = 3_600_000;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const later = ({ startsAt, endsAt }: TestSession, by = 2 * HOUR) => ({
  startsAt: startsAt + by,
  endsAt: endsAt + by,
});

/** A session rescheduled by two hours, with its new times. */
async function moved(): Promise<TestSession> {
  const session = await harness.book();
  const times = later(session);
  const response = await harness.reschedule(session, session.client, times);
  expect(response.status).toBe(200);
  await harness.system.drain();
  return { ...session, ...times };
}

describe('rescheduled session', () => {
  it('ignores timers of its old plan', async () => {
    const session = await moved();
    const old = STEPS.map((step) => ({ sessionId: session.sessionId, generation: 1, step }));
    harness.clock.set(session.startsAt - 2 * HOUR);
    const early = await runSteps(harness.system.context.sessions, old);
    expect(early).toEqual(old.map(() => ({ settled: true })));
    expect(await harness.texts(session)).toEqual([]);
    for (const timer of old) await harness.timers.runNow(timer);
    expect((await harness.getSession(session)).status).toBe('pending');
  });

  it('leaves nothing of its old plan in Redis or open in the timeline', async () => {
    const session = await moved();
    const timers = await harness.timers.jobsOf(session.sessionId);
    expect(timers.map((job) => job.data.generation)).toEqual([2, 2, 2, 2]);
    const { steps } = await harness.timeline(session);
    expect(steps.filter((one) => one.generation === 1)).toMatchObject(
      STEPS.map(() => ({ state: 'superseded', reason: 'The session was rescheduled or extended' })),
    );
    expect(steps.filter((one) => one.generation === 2)).toMatchObject(
      STEPS.map((step) => ({ step, state: 'planned' })),
    );
  });

  it('returns its new end button time', async () => {
    const session = await moved();
    const { endButtonAt } = await harness.getSession(session);
    expect(endButtonAt).toBe(new Date(session.endsAt - 5 * 60_000).toISOString());
  });

  it('runs its new plan to the end', async () => {
    const session = await moved();
    for (const step of STEPS) await harness.runStep(session, step);
    expect(await harness.getSession(session)).toMatchObject({
      status: 'completed',
      endedAt: new Date(session.endsAt).toISOString(),
    });
    expect(await harness.texts(session)).toHaveLength(3);
  });

  it('is greeted again after an earlier greeting', async () => {
    const session = await harness.createSession('greeted');
    const times = later(session);
    expect((await harness.reschedule(session, session.psychologist, times)).status).toBe(200);
    await harness.system.drain();
    await harness.runStep({ ...session, ...times }, 'initial-message');
    expect(await harness.texts(session)).toHaveLength(2);
  });

  it('notifies only the other participant', async () => {
    const session = await moved();
    const kinds = async (user: TestSession['client']) => {
      const { body } = await harness.system.call<{ kind: string }[]>(
        'GET',
        '/api/v1/notifications',
        {
          as: user,
        },
      );
      return body.data.map((notification) => notification.kind);
    };
    expect(await kinds(session.psychologist)).toEqual(['session_rescheduled', 'session_booked']);
    expect(await kinds(session.client)).toEqual(['session_invited']);
  });

  it.each(['in_person', 'video', 'call'])(
    'notifies the other participant of %s',
    async (method) => {
      const client = await harness.system.addUser('client');
      const psychologist = await harness.system.addUser('psychologist');
      const at = harness.clock.now() + 24 * HOUR;
      const body = { method, ...wallClock(at, at + HOUR), psychologistId: psychologist.id };
      const booked = await harness.system.call<BookedCounseling>(
        'POST',
        '/api/v1/counselings/book',
        {
          as: client,
          body,
        },
      );
      const kinds = async (as: TestSession['client']) => {
        const { data } = (
          await harness.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', { as })
        ).body;
        return data.map((one) => one.kind);
      };
      const path = `/api/v1/counselings/${booked.body.data.id}/reschedule`;
      const move = (as: TestSession['client'], hours: number) =>
        harness.system.call('PUT', path, {
          as,
          body: wallClock(at + hours * HOUR, at + (hours + 1) * HOUR),
        });
      expect((await move(client, 1)).status).toBe(200);
      expect(await kinds(psychologist)).toEqual(['session_rescheduled', 'session_booked']);
      expect(await kinds(client)).toEqual([]);
      expect((await move(psychologist, 2)).status).toBe(200);
      expect(await kinds(client)).toEqual(['session_rescheduled']);
      expect(await kinds(psychologist)).toHaveLength(2);
    },
  );

  it('releases its old time and occupies the new one', async () => {
    const session = await moved();
    const { client, psychologist } = session;
    const rebooked = await harness.book({ client, psychologist });
    expect(rebooked.response.status).toBe(201);
    const taken = harness.book({
      client,
      psychologist,
      startsIn: session.startsAt - harness.clock.now(),
    });
    await expect(taken).rejects.toThrow('client-overlap');
  });

  it('may overlap its own old time', async () => {
    const session = await harness.book();
    const times = later(session, 10 * 60_000);
    expect((await harness.reschedule(session, session.client, times)).status).toBe(200);
  });
});

describe('rejected reschedule', () => {
  it('changes nothing', async () => {
    const session = await harness.book();
    const other = await harness.book({ client: session.client, startsIn: 3 * HOUR });
    const clash = await harness.reschedule(session, session.client, later(session));
    expect(clash.body).toMatchObject({ statusCode: 409, code: 'client-overlap' });
    const past = later(session, -2 * HOUR);
    const refused = await harness.reschedule(session, session.client, past);
    expect(refused.body).toMatchObject({ statusCode: 400, code: 'starts-in-past' });
    const { steps } = await harness.timeline(session);
    expect(steps.map((one) => [one.generation, one.state])).toEqual(
      STEPS.map(() => [1, 'planned']),
    );
    expect(await harness.timers.jobsOf(session.sessionId)).toHaveLength(4);
    expect((await harness.getSession(other)).startsAt).toBe(new Date(other.startsAt).toISOString());
  });

  it('is rejected once the session started, ended or was cancelled', async () => {
    const running = await harness.createSession('active');
    const afterStart = await harness.reschedule(running, running.client, later(running));
    expect(afterStart.body).toMatchObject({ statusCode: 409, code: 'counseling-started' });
    await harness.end(running.client, running.sessionId);
    const afterEnd = await harness.reschedule(running, running.client, later(running));
    expect(afterEnd.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
    const cancelled = await harness.createSession('cancelled');
    const afterCancellation = await harness.reschedule(
      cancelled,
      cancelled.client,
      later(cancelled),
    );
    expect(afterCancellation.body).toMatchObject({ statusCode: 409, code: 'counseling-closed' });
  });

  it('is rejected for non-participants', async () => {
    const session = await harness.book();
    const stranger = await harness.system.addUser('client');
    for (const user of [stranger, harness.team]) {
      const refused = await harness.reschedule(session, user, later(session));
      expect(refused.body).toMatchObject({ statusCode: 403, code: 'not-your-counseling' });
    }
  });
});

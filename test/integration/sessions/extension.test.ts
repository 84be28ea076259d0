import { counselingResponse, tokenResponse } from '../../../src/api/counseling/counseling-schemas';
import { createDataSource } from '../../../ormconfig';
import { runSteps } from '../../../src/sessions/timeline/run-steps';
import type { SessionView } from '../../../src/sessions/session-view';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const MINUTE = 60_000;
const EXTENSION = 15 * MINUTE;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const pathOf = ({ sessionId }: TestSession): string =>
  `/api/v1/chat/sessions/${sessionId}/extension`;

const ask = (session: TestSession, as: TestUser): Promise<ApiResponse<SessionView>> =>
  harness.system.call('POST', pathOf(session), { as, body: {} });

const answer = (
  session: TestSession,
  as: TestUser,
  agree: boolean,
): Promise<ApiResponse<SessionView>> =>
  harness.system.call('PUT', pathOf(session), { as, body: { agree } });

/** Extends the session by both participants. */
async function extend(session: TestSession): Promise<void> {
  expect((await ask(session, session.client)).status).toBe(201);
  expect((await answer(session, session.psychologist, true)).status).toBe(200);
  await harness.system.drain();
}

const openSteps = (sessionId: string): Promise<{ step: string; dueAt: Date }[]> =>
  harness.system.query(
    `SELECT step, due_at AS "dueAt" FROM session_steps
     WHERE session_id = $1 AND outcome IS NULL ORDER BY due_at`,
    [sessionId],
  );

const iso = (ms: number): string => new Date(ms).toISOString();

describe('extending a running session', () => {
  it('moves its end and the steps of the end by 15 minutes', async () => {
    const session = await harness.createSession('warned');
    const { sessionId, client, psychologist, endsAt } = session;
    const received = await harness.recordSession(client, sessionId);
    const asked = await ask(session, psychologist);
    expect(asked.body.data).toMatchObject({
      endsAt: iso(endsAt),
      extension: { askedBy: psychologist.id, expiresAt: iso(harness.clock.now() + 2 * MINUTE) },
    });
    expect((await harness.getSession(session)).extension?.askedBy).toBe(psychologist.id);
    const agreed = await answer(session, client, true);
    expect(agreed.body.data).toMatchObject({
      status: 'active',
      endsAt: iso(endsAt + EXTENSION),
      endButtonAt: iso(endsAt + EXTENSION - 5 * MINUTE),
      extension: null,
    });
    expect(await openSteps(sessionId)).toEqual([
      { step: 'end-button', dueAt: new Date(endsAt + EXTENSION - 5 * MINUTE) },
      { step: 'auto-end', dueAt: new Date(endsAt + EXTENSION) },
    ]);
    const event = await received.waitFor(
      'the extension',
      ({ name, data }) => name === 'session-extension' && data.state === 'extended',
    );
    expect(event.data).toMatchObject({
      sessionId,
      endsAt: iso(endsAt + EXTENSION),
      endButtonAt: iso(endsAt + EXTENSION - 5 * MINUTE),
    });
  });

  it('ends at the new time: announcement, goodbye and completion, once each', async () => {
    const session = await harness.createSession('warned');
    await extend(session);
    const end = session.endsAt + EXTENSION;
    // The timer of the earlier end has no effect.
    harness.clock.set(session.endsAt);
    const { sessionId } = session;
    const stale = { sessionId, generation: 1, step: 'auto-end' as const };
    await runSteps(harness.system.context.sessions, [stale]);
    expect((await harness.getSession(session)).status).toBe('active');
    const extended = { ...session, endsAt: end };
    const received = await harness.recordSession(session.client, sessionId);
    await harness.runStep(extended, 'end-button');
    const warning = await received.waitFor(
      'the announcement',
      ({ name, data }) => name === 'session-status' && data.status === 'ending_soon',
    );
    expect(warning.data).toMatchObject({ endsAt: iso(end), remainingSeconds: 300 });
    await harness.runStep(extended, 'auto-end');
    expect(await harness.getSession(session)).toMatchObject({
      status: 'completed',
      endedAt: iso(end),
      endedBy: 'system',
    });
    const goodbyes = (await harness.texts(session)).filter((text) => text.includes('Terima kasih'));
    expect(goodbyes).toHaveLength(1);
  });

  it('moves the counseling, so that the time after it can be booked', async () => {
    const session = await harness.createSession('active');
    await extend(session);
    const path = `/api/v1/counselings/${session.counselingId}`;
    const { body } = await harness.system.call('GET', path, {
      as: session.client,
      reply: counselingResponse,
    });
    expect(body.data.endsAt).toBe(iso(session.endsAt + EXTENSION));
    const rebook = (startsAt: number) =>
      harness.book({
        client: session.client,
        psychologist: session.psychologist,
        startsIn: startsAt - harness.clock.now(),
      });
    await expect(rebook(session.endsAt + EXTENSION - 5 * MINUTE)).rejects.toThrow('client-overlap');
    await rebook(session.endsAt + EXTENSION);
  });

  it('issues tokens until the new end', async () => {
    const session = await harness.createSession('active');
    await extend(session);
    harness.clock.set(session.endsAt + 10 * MINUTE);
    const path = `/api/v1/chat/ably-token?sessionId=${session.sessionId}`;
    const { status, body } = await harness.system.call('GET', path, {
      as: session.client,
      reply: tokenResponse,
    });
    expect(status).toBe(200);
    const capability = JSON.parse(body.data.token.capability) as object;
    expect(Object.keys(capability)).toContain(`typing:session:${session.sessionId}`);
  });

  it('may be repeated while both are free', async () => {
    const session = await harness.createSession('active');
    await extend(session);
    await extend(session);
    expect((await harness.getSession(session)).endsAt).toBe(iso(session.endsAt + 2 * EXTENSION));
  });

  it.each(['client', 'psychologist'] as const)(
    'is refused before a following booking of the %s',
    async (role) => {
      const session = await harness.createSession('active');
      const { endsAt } = session;
      await harness.book({
        [role]: session[role],
        startsIn: endsAt + 20 * MINUTE - harness.clock.now(),
      });
      await extend(session);
      const refused = await ask(session, session.client);
      expect(refused.body).toMatchObject({ statusCode: 409, code: 'extension-not-free' });
      expect((await harness.getSession(session)).endsAt).toBe(iso(endsAt + EXTENSION));
    },
  );

  it.each([
    ['within', 20, false],
    ['after', 30, true],
  ])(
    "is possible unless the psychologist's next session begins within the buffer: %s it",
    async (_when, minutesAfterEnd, isPossible) => {
      const session = await harness.createSession('active');
      const { client, psychologist, endsAt } = session;
      const buffer = await harness.system.call('PUT', '/api/v1/psychologists/me/buffer', {
        as: psychologist,
        body: { minutes: 15 },
      });
      expect(buffer.status).toBe(200);
      await harness.book({
        psychologist,
        startsIn: endsAt + minutesAfterEnd * MINUTE - harness.clock.now(),
      });
      const asked = await ask(session, client);
      expect(asked.body.code).toBe(isPossible ? undefined : 'extension-not-free');
      const agreed = await answer(session, psychologist, true);
      expect(agreed.body.code).toBe(isPossible ? undefined : 'extension-not-asked');
    },
  );

  it('is refused when the time was booked between asking and agreeing', async () => {
    const session = await harness.createSession('active');
    await ask(session, session.client);
    await harness.book({
      psychologist: session.psychologist,
      startsIn: session.endsAt - harness.clock.now(),
    });
    const refused = await answer(session, session.psychologist, true);
    expect(refused.body.code).toBe('extension-not-free');
    expect((await openSteps(session.sessionId)).map(({ step }) => step)).toEqual([
      'end-button',
      'auto-end',
    ]);
  });

  it('is possible beside other chats of the psychologist that run already', async () => {
    const psychologist = await harness.system.addUser('psychologist');
    const session = await harness.createSession('active', { psychologist });
    const startsIn = 12 * MINUTE;
    await harness.createSession('active', { psychologist, startsIn, lasts: 60 * MINUTE });
    await extend(session);
  });

  it('is not possible beyond the longest session', async () => {
    const session = await harness.createSession('active', { lasts: 170 * MINUTE });
    expect((await ask(session, session.client)).body.code).toBe('session-too-long');
  });
});

describe('asking to extend a session', () => {
  it('expires after two minutes and may be repeated', async () => {
    const session = await harness.createSession('active');
    await ask(session, session.client);
    harness.clock.advance(2 * MINUTE);
    expect((await harness.getSession(session)).extension).toBeNull();
    const late = await answer(session, session.psychologist, true);
    expect(late.body).toMatchObject({ statusCode: 409, code: 'extension-not-asked' });
    await extend(session);
  });

  it('expires at the end', async () => {
    const session = await harness.createSession('active');
    harness.clock.set(session.endsAt - MINUTE);
    const { body } = await ask(session, session.client);
    expect(body.data.extension?.expiresAt).toBe(iso(session.endsAt));
    harness.clock.set(session.endsAt);
    const late = await answer(session, session.psychologist, true);
    // The worker may have ended the session.
    expect(['extension-not-asked', 'session-ended']).toContain(late.body.code);
    expect((await harness.getSession(session)).endsAt).toBe(iso(session.endsAt));
  });

  it('can be declined by the other and withdrawn by the one who asked', async () => {
    const session = await harness.createSession('active');
    const { client, psychologist } = session;
    const received = await harness.recordSession(client, session.sessionId);
    for (const user of [psychologist, client]) {
      await ask(session, client);
      expect((await answer(session, user, false)).body.data.extension).toBeNull();
      expect((await answer(session, psychologist, true)).body.code).toBe('extension-not-asked');
    }
    await received.waitFor(
      'the refusal',
      ({ name, data }) => name === 'session-extension' && data.state === 'declined',
    );
    expect((await harness.getSession(session)).endsAt).toBe(iso(session.endsAt));
  });

  it('cannot be agreed to by the one who asked', async () => {
    const session = await harness.createSession('active');
    await ask(session, session.client);
    expect((await answer(session, session.client, true)).body.code).toBe('extension-not-asked');
  });

  it('goes on when the same participant asks again', async () => {
    const session = await harness.createSession('active');
    const first = await ask(session, session.client);
    harness.clock.advance(MINUTE);
    const again = await ask(session, session.client);
    expect(again.body.data.extension).toEqual(first.body.data.extension);
  });

  it('is agreement when the other has asked', async () => {
    const session = await harness.createSession('active');
    await ask(session, session.client);
    const both = await ask(session, session.psychologist);
    expect(both.body.data.endsAt).toBe(iso(session.endsAt + EXTENSION));
  });

  it('extends once when both ask at once, and when agreed twenty times at once', async () => {
    const [one, other] = await harness.createTwoSessions('active');
    await Promise.all([ask(one, one.client), ask(one, one.psychologist)]);
    expect((await harness.getSession(one)).endsAt).toBe(iso(one.endsAt + EXTENSION));
    await ask(other, other.client);
    const agreed = await Promise.all(
      Array.from({ length: 20 }, () => answer(other, other.psychologist, true)),
    );
    expect(agreed.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await harness.getSession(other)).endsAt).toBe(iso(other.endsAt + EXTENSION));
    expect(await openSteps(other.sessionId)).toHaveLength(2);
  });

  it('is refused before the start and after the end', async () => {
    const pending = await harness.createSession('pending');
    expect((await ask(pending, pending.client)).body.code).toBe('chat-not-enabled');
    const completed = await harness.createSession('completed');
    expect((await ask(completed, completed.client)).body.code).toBe('session-ended');
    expect((await answer(completed, completed.client, true)).body.code).toBe('session-ended');
  });

  it('is for its participants only', async () => {
    const session = await harness.createSession('active');
    const stranger = await harness.system.addUser('psychologist');
    await ask(session, session.client);
    for (const refused of [
      await ask(session, stranger),
      await answer(session, stranger, true),
      await ask(session, harness.team),
      await answer(session, harness.team, true),
    ]) {
      expect(refused.status).toBe(403);
    }
    const unknown = { ...session, sessionId: session.counselingId };
    expect((await ask(unknown, session.client)).status).toBe(404);
  });

  it('leaves nothing of an extension that is interrupted', async () => {
    const session = await harness.createSession('active');
    await ask(session, session.client);
    // Its transaction waits for the counseling's row, the last lock; then its connection is cut.
    const other = await createDataSource(harness.system.databaseUrl, 1).initialize();
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1 FROM counselings WHERE id = $1 FOR UPDATE', [
      session.counselingId,
    ]);
    const interrupted = answer(session, session.psychologist, true);
    const blocked = await waitFor('the blocked extension', async () => {
      const [row] = await harness.system.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
           AND wait_event_type = 'Lock' AND state = 'active'`,
      );
      return row?.pid;
    });
    await harness.system.query('SELECT pg_terminate_backend($1)', [blocked]);
    expect((await interrupted).status).toBe(503);
    await runner.commitTransaction();
    await runner.release();
    await other.destroy();
    expect(await harness.getSession(session)).toMatchObject({
      endsAt: iso(session.endsAt),
      extension: { askedBy: session.client.id },
    });
    expect(await openSteps(session.sessionId)).toHaveLength(2);
    expect((await answer(session, session.psychologist, true)).status).toBe(200);
  });

  it('ends with the session, when it ends first', async () => {
    const session = await harness.createSession('active');
    await ask(session, session.client);
    await harness.end(session.client, session.sessionId);
    expect((await answer(session, session.psychologist, true)).body.code).toBe('session-ended');
    expect((await harness.getSession(session)).extension).toBeNull();
  });
});

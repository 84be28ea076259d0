import type { Job } from 'bullmq';
import { waitForMessage } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';
import type { TimerData } from '../../support/harness/timer-queue';
import { waitFor } from '../../support/harness/wait-for';
import { AUTOMATED_MESSAGES } from '../../support/contracts/contract-texts';

const MINUTE = 60_000;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

async function clients(count: number): Promise<TestUser[]> {
  return Promise.all(Array.from({ length: count }, () => harness.system.addUser('client')));
}

async function statuses(sessions: TestSession[]): Promise<string[]> {
  return Promise.all(sessions.map(async (session) => (await harness.getSession(session)).status));
}

describe('running a session', () => {
  it('counseling-74 is started by timers, or manually by the team', async () => {
    const [byTimer, byTeam] = await harness.createTwoSessions('greeted');
    // Before its time: the timer of one session opens every session that is due.
    expect((await harness.teamAction('start', byTeam.sessionId)).status).toBe(200);
    await harness.runStep(byTimer, 'enable-chat');
    expect(await statuses([byTimer, byTeam])).toEqual(['active', 'active']);
    expect((await harness.timeline(byTimer)).acts).toEqual([]);
    expect((await harness.timeline(byTeam)).acts).toMatchObject([
      { action: 'session.start', by: { id: harness.team.id } },
    ]);
  });

  it('counseling-75 gives client and psychologist no way to start a session', async () => {
    const session = await harness.createSession('greeted');
    for (const as of [session.client, session.psychologist]) {
      expect((await harness.teamAction('start', session.sessionId, as)).status).toBe(403);
      for (const method of ['POST', 'PUT']) {
        const path = `/api/v1/chat/sessions/${session.sessionId}/start`;
        expect((await harness.system.call(method, path, { as, body: {} })).status).toBe(404);
      }
    }
    expect(await statuses([session])).toEqual(['pending']);
  });

  it('counseling-76 lets both participants end a session', async () => {
    const [one, other] = await harness.createTwoSessions('active');
    expect((await harness.end(one.client, one.sessionId)).status).toBe(200);
    expect((await harness.end(other.psychologist, other.sessionId)).status).toBe(200);
    expect(await statuses([one, other])).toEqual(['completed', 'completed']);
  });

  it('counseling-77 ends a session at its scheduled time', async () => {
    const session = await harness.createSession('warned');
    harness.clock.set(session.endsAt - 1_000);
    expect(
      (await harness.sendMessage(session.client, session.sessionId, 'Masih sempat')).status,
    ).toBe(201);
    await harness.runStep(session, 'auto-end');
    expect(await harness.getSession(session)).toMatchObject({
      status: 'completed',
      endedAt: new Date(session.endsAt).toISOString(),
    });
  });

  it('counseling-78 keeps the chat closed until the start', async () => {
    const session = await harness.createSession('greeted');
    harness.clock.set(session.startsAt - 1);
    const early = await harness.sendMessage(session.psychologist, session.sessionId, 'Halo');
    expect(early.status).toBe(400);
    expect(await harness.getSession(session)).toMatchObject({ isChatEnabled: false });
    await harness.runStep(session, 'enable-chat');
    const onTime = await harness.sendMessage(session.psychologist, session.sessionId, 'Halo');
    expect(onTime.status).toBe(201);
  });
});

describe('limits (C-14)', () => {
  it('counseling-79 allow a client one session at a time', async () => {
    const running = await harness.book({ lasts: 60 * MINUTE });
    const { client } = running;
    const overlapping = { client, startsIn: 90 * MINUTE };
    await expect(harness.book(overlapping)).rejects.toThrow(/"statusCode":409.*client-overlap/);
    const later = await harness.book({ client, startsIn: 120 * MINUTE });
    // Checked again when a session opens, also when the team opens it early.
    await harness.teamAction('start', running.sessionId);
    const second = await harness.teamAction('start', later.sessionId);
    expect(second.body).toMatchObject({ statusCode: 409, code: 'client-already-active' });
    expect(await statuses([running, later])).toEqual(['active', 'pending']);
    const insert = harness.system.query(
      `UPDATE chat_sessions SET status = 'active' WHERE id = $1`,
      [later.sessionId],
    );
    await expect(insert).rejects.toThrow(/one_active_per_client/);
  });

  it('counseling-80 allow a psychologist five sessions at a time', async () => {
    const psychologist = await harness.system.addUser('psychologist');
    const [sixth, ...five] = await clients(6);
    const settings = five.map((client) => ({ client, psychologist }));
    const running: TestSession[] = [];
    for (const options of settings) running.push(await harness.book(options));
    const full = harness.book({ client: sixth, psychologist, startsIn: 75 * MINUTE });
    await expect(full).rejects.toThrow(/"statusCode":409.*psychologist-full/);
    const after = await harness.book({ client: sixth, psychologist, startsIn: 90 * MINUTE });
    harness.clock.set(running[0]?.startsAt ?? 0);
    for (const session of running) await harness.promoteStep(session, 'enable-chat');
    for (const session of running) await harness.waitForOutcome(session, 'enable-chat');
    const opened = await harness.teamAction('start', after.sessionId);
    expect(opened.body).toMatchObject({ statusCode: 409, code: 'psychologist-at-limit' });
    await harness.end(psychologist, running[0]?.sessionId ?? '');
    expect((await harness.teamAction('start', after.sessionId)).status).toBe(200);
    expect(await statuses([...running, after])).toEqual([
      'completed',
      ...Array.from({ length: 5 }, () => 'active'),
    ]);
  });
});

describe('visibility', () => {
  it('counseling-81 limits sending and receiving to the two participants', async () => {
    const session = await harness.createSession('active');
    const other = await harness.createSession('pending', { psychologist: session.psychologist });
    expect((await harness.sendMessage(other.client, session.sessionId, 'Halo')).status).toBe(403);
    const stranger = await harness.recordSession(other.client, other.sessionId);
    const channel = stranger.client.channels.get(`chat:session:${session.sessionId}`);
    await expect(channel.attach()).rejects.toMatchObject({ code: 40160 });
    const recorder = await harness.recordSession(session.psychologist, session.sessionId);
    expect((await harness.sendMessage(session.client, session.sessionId, 'Rahasia')).status).toBe(
      201,
    );
    await waitForMessage(recorder, 'Rahasia');
    expect(JSON.stringify(stranger.received)).not.toContain('Rahasia');
  });

  it('counseling-82 limits the history to the two participants, the team excluded (C-03)', async () => {
    const session = await harness.createSession('completed');
    for (const user of [session.client, session.psychologist]) {
      expect((await harness.history(user, session.sessionId)).status).toBe(200);
    }
    const [client] = await clients(1);
    const psychologist = await harness.system.addUser('psychologist');
    for (const user of [client, psychologist, harness.team]) {
      if (!user) throw new Error('Missing user');
      const response = await harness.history(user, session.sessionId);
      expect(response.body).toMatchObject({ success: false, statusCode: 403 });
      expect(JSON.stringify(response.body)).not.toContain('Sesi konseling');
    }
  });
});

describe('automation', () => {
  it("counseling-83 sends every automated message in the psychologist's name", async () => {
    const session = await harness.createSession('completed');
    const { data } = (await harness.history(session.client, session.sessionId)).body.data;
    expect(data.map((message) => message.content)).toEqual(AUTOMATED_MESSAGES);
    for (const message of data) {
      expect(message).toMatchObject({
        senderId: session.psychologist.id,
        senderName: session.psychologist.fullName,
        senderRole: 'psychologist',
      });
    }
  });

  it('counseling-84 marks automated messages and no others', async () => {
    const session = await harness.createSession('active');
    await harness.sendMessage(session.psychologist, session.sessionId, 'Selamat siang');
    const rows = await harness.system.query<{ is_automated: boolean }>(
      `SELECT m.is_automated FROM messages m
       JOIN chat_sessions s ON s.conversation_id = m.conversation_id
       WHERE s.id = $1 ORDER BY m.seq`,
      [session.sessionId],
    );
    expect(rows.map((row) => row.is_automated)).toEqual([true, true, false]);
    const { data } = (await harness.history(session.client, session.sessionId)).body.data;
    expect(data.map((message) => message.isAutomated)).toEqual([true, true, false]);
  });

  it('counseling-85 removes the jobs of a manually ended session', async () => {
    const session = await harness.createSession('active');
    expect(await harness.timers.jobsOf(session.sessionId)).toHaveLength(2);
    await harness.end(session.psychologist, session.sessionId);
    await harness.timers.waitUntilEmpty(session.sessionId);
    const keys = await harness.system.context.redis.keys(`${harness.system.redisPrefix}:*`);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => key.includes(session.sessionId))).toEqual([]);
  });

  it('counseling-86 retries a failed job with exponential backoff', async () => {
    const session = await harness.createSession('greeted');
    const early = await harness.occupySlot(session);
    harness.clock.set(session.startsAt);
    await harness.promoteStep(session, 'enable-chat');
    const delays = new Map<number, number>();
    await waitFor('three failed attempts', async () => {
      const job = await openingJob(session);
      // The delay is removed during an attempt.
      if (job && job.attemptsMade > 0 && job.delay > 0) delays.set(job.attemptsMade, job.delay);
      return delays.size === 3;
    });
    for (const [attempts, delay] of delays) expect(delay).toBe(250 * 2 ** (attempts - 1));
    await harness.end(session.client, early.sessionId);
    expect(await harness.waitForOutcome(session, 'enable-chat')).toBe('done');
    const { steps } = await harness.timeline(session);
    expect(steps[1]?.failedAttempts).toBeGreaterThanOrEqual(3);
  });
});

async function openingJob({ sessionId }: TestSession): Promise<Job<TimerData> | undefined> {
  const jobs = await harness.timers.jobsOf(sessionId);
  return jobs.find((job) => job.name === 'enable-chat');
}

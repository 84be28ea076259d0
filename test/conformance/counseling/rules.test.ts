import type { Job } from 'bullmq';
import { waitForMessage } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';
import type { TimerData } from '../../support/harness/timer-queue';
import { waitFor } from '../../support/harness/wait-for';

const MINUTE = 60_000;
const AUTOMATED = [
  'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊',
  'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗',
  'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙',
];

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

async function clients(count: number): Promise<TestUser[]> {
  return Promise.all(Array.from({ length: count }, () => stage.system.addUser('client')));
}

async function statuses(sessions: TestSession[]): Promise<string[]> {
  return Promise.all(sessions.map(async (session) => (await stage.getSession(session)).status));
}

describe('running a session', () => {
  it('counseling-74 lets the timers start a session, and the team by hand', async () => {
    const [byTimer, byHand] = await stage.createTwoSessions('greeted');
    await stage.runStep(byTimer, 'enable-chat');
    expect((await stage.teamAction('start', byHand.sessionId)).status).toBe(200);
    expect(await statuses([byTimer, byHand])).toEqual(['active', 'active']);
    expect((await stage.timeline(byTimer)).acts).toEqual([]);
    expect((await stage.timeline(byHand)).acts).toMatchObject([
      { action: 'session.start', by: { id: stage.team.id } },
    ]);
  });

  it('counseling-75 gives client and psychologist no way to start a session', async () => {
    const session = await stage.createSession('greeted');
    for (const as of [session.client, session.psychologist]) {
      expect((await stage.teamAction('start', session.sessionId, as)).status).toBe(403);
      for (const method of ['POST', 'PUT']) {
        const path = `/api/v1/chat/sessions/${session.sessionId}/start`;
        expect((await stage.system.call(method, path, { as, body: {} })).status).toBe(404);
      }
    }
    expect(await statuses([session])).toEqual(['pending']);
  });

  it('counseling-76 lets both people end a session', async () => {
    const [one, other] = await stage.createTwoSessions('active');
    expect((await stage.end(one.client, one.sessionId)).status).toBe(200);
    expect((await stage.end(other.psychologist, other.sessionId)).status).toBe(200);
    expect(await statuses([one, other])).toEqual(['completed', 'completed']);
  });

  it('counseling-77 ends a session at its scheduled time', async () => {
    const session = await stage.createSession('warned');
    stage.clock.set(session.endsAt - 1_000);
    expect(
      (await stage.sendMessage(session.client, session.sessionId, 'Masih sempat')).status,
    ).toBe(201);
    await stage.runStep(session, 'auto-end');
    expect(await stage.getSession(session)).toMatchObject({
      status: 'completed',
      endedAt: new Date(session.endsAt).toISOString(),
    });
  });

  it('counseling-78 keeps the chat closed until the start', async () => {
    const session = await stage.createSession('greeted');
    stage.clock.set(session.startsAt - 1);
    const early = await stage.sendMessage(session.psychologist, session.sessionId, 'Halo');
    expect(early.status).toBe(400);
    expect(await stage.getSession(session)).toMatchObject({ isChatEnabled: false });
    await stage.runStep(session, 'enable-chat');
    const onTime = await stage.sendMessage(session.psychologist, session.sessionId, 'Halo');
    expect(onTime.status).toBe(201);
  });
});

describe('limits (C-14)', () => {
  it('counseling-79 gives a client one session at a time', async () => {
    const running = await stage.book({ lasts: 60 * MINUTE });
    const { client } = running;
    const overlapping = { client, startsIn: 90 * MINUTE };
    await expect(stage.book(overlapping)).rejects.toThrow(/"statusCode":409.*client-overlap/);
    const later = await stage.book({ client, startsIn: 120 * MINUTE });
    // Checked again when a session opens, even when the team opens it early.
    await stage.teamAction('start', running.sessionId);
    const second = await stage.teamAction('start', later.sessionId);
    expect(second.body).toMatchObject({ statusCode: 409, code: 'client-already-active' });
    expect(await statuses([running, later])).toEqual(['active', 'pending']);
    const insert = stage.system.query(`UPDATE chat_sessions SET status = 'active' WHERE id = $1`, [
      later.sessionId,
    ]);
    await expect(insert).rejects.toThrow(/one_active_per_client/);
  });

  it('counseling-80 gives a psychologist five sessions at a time', async () => {
    const psychologist = await stage.system.addUser('psychologist');
    const [sixth, ...five] = await clients(6);
    const wishes = five.map((client) => ({ client, psychologist }));
    const running: TestSession[] = [];
    for (const wish of wishes) running.push(await stage.book(wish));
    const full = stage.book({ client: sixth, psychologist, startsIn: 75 * MINUTE });
    await expect(full).rejects.toThrow(/"statusCode":409.*psychologist-full/);
    const after = await stage.book({ client: sixth, psychologist, startsIn: 90 * MINUTE });
    stage.clock.set(running[0]?.startsAt ?? 0);
    for (const session of running) await stage.promoteStep(session, 'enable-chat');
    for (const session of running) await stage.waitForOutcome(session, 'enable-chat');
    const opened = await stage.teamAction('start', after.sessionId);
    expect(opened.body).toMatchObject({ statusCode: 409, code: 'psychologist-at-limit' });
    await stage.end(psychologist, running[0]?.sessionId ?? '');
    expect((await stage.teamAction('start', after.sessionId)).status).toBe(200);
    expect(await statuses([...running, after])).toEqual([
      'completed',
      ...Array.from({ length: 5 }, () => 'active'),
    ]);
  });
});

describe('who sees what', () => {
  it('counseling-81 lets only the two people send and receive', async () => {
    const session = await stage.createSession('active');
    const other = await stage.createSession('pending', { psychologist: session.psychologist });
    expect((await stage.sendMessage(other.client, session.sessionId, 'Halo')).status).toBe(403);
    const stranger = await stage.recordSession(other.client, other.sessionId);
    const channel = stranger.client.channels.get(`chat:session:${session.sessionId}`);
    await expect(channel.attach()).rejects.toMatchObject({ code: 40160 });
    const heard = await stage.recordSession(session.psychologist, session.sessionId);
    expect((await stage.sendMessage(session.client, session.sessionId, 'Rahasia')).status).toBe(
      201,
    );
    await waitForMessage(heard, 'Rahasia');
    expect(JSON.stringify(stranger.received)).not.toContain('Rahasia');
  });

  it('counseling-82 shows the history to the two people alone, not to the team either (C-03)', async () => {
    const session = await stage.createSession('completed');
    for (const person of [session.client, session.psychologist]) {
      expect((await stage.history(person, session.sessionId)).status).toBe(200);
    }
    const [client] = await clients(1);
    const psychologist = await stage.system.addUser('psychologist');
    for (const person of [client, psychologist, stage.team]) {
      if (!person) throw new Error('Nobody to ask');
      const answer = await stage.history(person, session.sessionId);
      expect(answer.body).toMatchObject({ success: false, statusCode: 403 });
      expect(JSON.stringify(answer.body)).not.toContain('Sesi konseling');
    }
  });
});

describe('automation', () => {
  it('counseling-83 says every automated message in the name of the psychologist', async () => {
    const session = await stage.createSession('completed');
    const { data } = (await stage.history(session.client, session.sessionId)).body.data;
    expect(data.map((message) => message.content)).toEqual(AUTOMATED);
    for (const message of data) {
      expect(message).toMatchObject({
        senderId: session.psychologist.id,
        senderName: session.psychologist.fullName,
        senderRole: 'psychologist',
      });
    }
  });

  it('counseling-84 marks automated messages, and no others', async () => {
    const session = await stage.createSession('active');
    await stage.sendMessage(session.psychologist, session.sessionId, 'Selamat siang');
    const rows = await stage.system.query<{ is_automated: boolean }>(
      `SELECT m.is_automated FROM messages m
       JOIN chat_sessions s ON s.conversation_id = m.conversation_id
       WHERE s.id = $1 ORDER BY m.seq`,
      [session.sessionId],
    );
    expect(rows.map((row) => row.is_automated)).toEqual([true, true, false]);
    const { data } = (await stage.history(session.client, session.sessionId)).body.data;
    expect(data.map((message) => message.isAutomated)).toEqual([true, true, false]);
  });

  it('counseling-85 cleans up the jobs of a session that ended by hand', async () => {
    const session = await stage.createSession('active');
    expect(await stage.timers.jobsOf(session.sessionId)).toHaveLength(2);
    await stage.end(session.psychologist, session.sessionId);
    await stage.timers.waitUntilEmpty(session.sessionId);
    const keys = await stage.system.context.redis.keys(`${stage.system.redisPrefix}:*`);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => key.includes(session.sessionId))).toEqual([]);
  });

  it('counseling-86 tries a failed job again, each time after twice as long', async () => {
    const session = await stage.book();
    await stage.promoteStep(session, 'initial-message');
    const delays = new Map<number, number>();
    await waitFor('three refused tries', async () => {
      const job = await greetingJob(session);
      // While a try is under way its delay is taken off.
      if (job && job.attemptsMade > 0 && job.delay > 0) delays.set(job.attemptsMade, job.delay);
      return delays.size === 3;
    });
    for (const [attempts, delay] of delays) expect(delay).toBe(250 * 2 ** (attempts - 1));
    stage.clock.set(session.startsAt - 10 * MINUTE);
    expect(await stage.waitForOutcome(session, 'initial-message')).toBe('done');
    const { steps } = await stage.timeline(session);
    expect(steps[0]?.failedAttempts).toBeGreaterThanOrEqual(3);
  });
});

async function greetingJob({ sessionId }: TestSession): Promise<Job<TimerData> | undefined> {
  const jobs = await stage.timers.jobsOf(sessionId);
  return jobs.find((job) => job.name === 'initial-message');
}

import {
  waitForMessage,
  waitForStatus,
  receivedMessages,
  receivedStatuses,
} from '../../support/recorders/session-events';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';

const A3 =
  'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙';
const ENDED = 'Chat session has ended';

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

async function bothListen({
  client,
  psychologist,
  sessionId,
}: TestSession): Promise<AblyRecorder[]> {
  return Promise.all(
    [client, psychologist].map((person) => stage.recordSession(person, sessionId)),
  );
}

async function row({ sessionId }: TestSession): Promise<Record<string, unknown> | undefined> {
  const [found] = await stage.system.query<Record<string, unknown>>(
    `SELECT status, is_active, is_chat_enabled, ended_at, ended_by FROM chat_sessions
     WHERE id = $1`,
    [sessionId],
  );
  return found;
}

describe('five minutes before the end', () => {
  it('counseling-49 runs a BullMQ job five minutes before the end', async () => {
    const session = await stage.createSession('active');
    const due = session.endsAt - 5 * 60_000;
    const job = await stage.timers.delayedJob(session.sessionId, 'end-button');
    expect(job.opts.delay).toBe(due - (session.startsAt - 60 * 60_000));
    await stage.runStep(session, 'end-button');
    const { steps } = await stage.timeline(session);
    expect(steps.find((one) => one.step === 'end-button')).toMatchObject({
      state: 'done',
      plannedAt: new Date(due).toISOString(),
      doneAt: new Date(due).toISOString(),
      doneBy: { role: 'system' },
    });
  });

  it('counseling-50 publishes ending_soon with what a countdown needs (C-17)', async () => {
    const session = await stage.createSession('active');
    const listeners = await bothListen(session);
    await stage.runStep(session, 'end-button');
    for (const heard of listeners) {
      expect(await waitForStatus(heard, 'ending_soon')).toEqual({
        status: 'ending_soon',
        sessionId: session.sessionId,
        remainingSeconds: 300,
        endsAt: new Date(session.endsAt).toISOString(),
        serverTime: new Date(session.endsAt - 300_000).toISOString(),
      });
    }
    expect((await stage.getSession(session)).status).toBe('active');
  });
});

describe('an end by hand', () => {
  it('counseling-53 ends by the client, by the psychologist and by the system', async () => {
    const byClient = await stage.createSession('active');
    await stage.end(byClient.client, byClient.sessionId);
    const byPsychologist = await stage.createSession('active');
    await stage.end(byPsychologist.psychologist, byPsychologist.sessionId);
    const bySystem = await stage.createSession('completed');
    const endings = await Promise.all([byClient, byPsychologist, bySystem].map(row));
    expect(endings).toMatchObject([
      { status: 'completed', ended_by: 'client' },
      { status: 'completed', ended_by: 'psychologist' },
      { status: 'completed', ended_by: 'system' },
    ]);
  });

  it('counseling-54 ends a running session by PUT …/end, once (C-19), at any time of it (C-41)', async () => {
    const session = await stage.createSession('active');
    const stranger = await stage.system.addUser('client');
    expect((await stage.end(stranger, session.sessionId)).status).toBe(403);
    const ended = await stage.end(session.client, session.sessionId);
    expect(ended.status).toBe(200);
    expect(ended.body).toMatchObject({
      success: true,
      message: 'Chat session ended',
      data: { sessionId: session.sessionId, status: 'completed', endedBy: 'client' },
    });
    for (const person of [session.client, session.psychologist]) {
      const again = await stage.end(person, session.sessionId);
      expect(again.body).toMatchObject({ statusCode: 400, message: ENDED });
    }
    const pending = await stage.createSession('pending');
    const early = await stage.end(pending.client, pending.sessionId);
    expect(early.body).toMatchObject({
      statusCode: 400,
      message: 'Chat is not enabled for this session yet',
    });
  });

  it('counseling-55 moves the session to completed', async () => {
    const session = await stage.createSession('active');
    await stage.end(session.client, session.sessionId);
    expect((await stage.getSession(session)).status).toBe('completed');
    expect(await row(session)).toMatchObject({ status: 'completed' });
  });

  it('counseling-56 notes when it ended', async () => {
    const session = await stage.createSession('active');
    stage.clock.advance(7 * 60_000);
    await stage.end(session.psychologist, session.sessionId);
    const endedAt = new Date(session.startsAt + 7 * 60_000);
    expect(await row(session)).toMatchObject({ ended_at: endedAt });
    expect((await stage.getSession(session)).endedAt).toBe(endedAt.toISOString());
  });

  it('counseling-57 takes is_active back, which nobody can write by hand (C-13)', async () => {
    const session = await stage.createSession('active');
    expect(await row(session)).toMatchObject({ is_active: true });
    await stage.end(session.client, session.sessionId);
    expect(await row(session)).toMatchObject({ is_active: false });
    expect((await stage.getSession(session)).isActive).toBe(false);
    const byHand = stage.system.query('UPDATE chat_sessions SET is_active = true WHERE id = $1', [
      session.sessionId,
    ]);
    await expect(byHand).rejects.toThrow(/is_active/);
  });

  it('counseling-58 takes is_chat_enabled back', async () => {
    const session = await stage.createSession('active');
    expect(await row(session)).toMatchObject({ is_chat_enabled: true });
    await stage.end(session.client, session.sessionId);
    expect(await row(session)).toMatchObject({ is_chat_enabled: false });
    expect((await stage.getSession(session)).isChatEnabled).toBe(false);
    const late = await stage.sendMessage(session.psychologist, session.sessionId, 'Satu hal lagi');
    expect(late.body).toMatchObject({ statusCode: 400, message: ENDED });
  });

  it('counseling-59 removes every scheduled job of the session (C-40)', async () => {
    const session = await stage.createSession('active');
    const waiting = await stage.timers.jobsOf(session.sessionId);
    expect(waiting.map((job) => job.name).sort()).toEqual(['auto-end', 'end-button']);
    await stage.end(session.client, session.sessionId);
    await stage.timers.waitUntilEmpty(session.sessionId);
    const { steps } = await stage.timeline(session);
    expect(steps.map((one) => one.state)).toEqual(['done', 'done', 'cancelled', 'cancelled']);
  });

  it('counseling-60 tells both people, with a system line and without the goodbye (C-40)', async () => {
    const session = await stage.createSession('active');
    const listeners = await bothListen(session);
    await stage.end(session.psychologist, session.sessionId);
    stage.clock.set(session.endsAt);
    // A timer that outlived the end, as if Redis had kept it, has nothing left to do.
    await stage.timers.runNow({ sessionId: session.sessionId, generation: 1, step: 'auto-end' });
    await stage.system.drain();
    for (const heard of listeners) {
      expect(await waitForStatus(heard, 'completed')).toMatchObject({ endedBy: 'psychologist' });
      expect(receivedMessages(heard)).toMatchObject([
        { messageType: 'system', isAutomated: false, senderId: null, senderRole: 'system' },
      ]);
      expect(receivedStatuses(heard)).toHaveLength(1);
    }
    expect(await stage.texts(session)).not.toContain(A3);
  });
});

describe('the automatic end', () => {
  it('counseling-61 runs a job at the end of the session', async () => {
    const session = await stage.createSession('warned');
    const job = await stage.timers.delayedJob(session.sessionId, 'auto-end');
    expect(job.opts.delay).toBe(session.endsAt - (session.startsAt - 60 * 60_000));
    await stage.runStep(session, 'auto-end');
    const { steps } = await stage.timeline(session);
    expect(steps.at(-1)).toMatchObject({
      step: 'auto-end',
      state: 'done',
      doneAt: new Date(session.endsAt).toISOString(),
      lateMs: 0,
    });
  });

  it('counseling-62 says goodbye before it closes', async () => {
    const session = await stage.createSession('warned');
    const listeners = await bothListen(session);
    await stage.runStep(session, 'auto-end');
    for (const heard of listeners) {
      const message = await waitForMessage(heard, A3);
      expect(message).toMatchObject({ isAutomated: true, senderId: session.psychologist.id });
      await waitForStatus(heard, 'completed');
      const names = heard.received.map((one) => one.name);
      expect(names.indexOf('message')).toBeLessThan(names.indexOf('session-status'));
    }
  });

  it('counseling-63 ends the session by itself', async () => {
    const session = await stage.createSession('completed');
    expect(await row(session)).toEqual({
      status: 'completed',
      is_active: false,
      is_chat_enabled: false,
      ended_at: new Date(session.endsAt),
      ended_by: 'system',
    });
    const late = await stage.sendMessage(session.client, session.sessionId, 'Terima kasih');
    expect(late.body).toMatchObject({ statusCode: 400, message: ENDED });
    await stage.timers.waitUntilEmpty(session.sessionId);
  });

  it('counseling-64 says the goodbye to the letter', async () => {
    const session = await stage.createSession('completed');
    expect((await stage.texts(session)).at(-1)).toBe(
      'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙',
    );
  });
});

import {
  waitForMessage,
  waitForStatus,
  receivedMessages,
  receivedStatuses,
} from '../../support/recorders/session-events';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { CLOSING_MESSAGE } from '../../support/contracts/contract-texts';

const ENDED = 'Chat session has ended';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

async function recordBoth({
  client,
  psychologist,
  sessionId,
}: TestSession): Promise<AblyRecorder[]> {
  return Promise.all([client, psychologist].map((user) => harness.recordSession(user, sessionId)));
}

async function sessionRow({
  sessionId,
}: TestSession): Promise<Record<string, unknown> | undefined> {
  const [found] = await harness.system.query<Record<string, unknown>>(
    `SELECT status, is_active, is_chat_enabled, ended_at, ended_by FROM chat_sessions
     WHERE id = $1`,
    [sessionId],
  );
  return found;
}

describe('five minutes before the end', () => {
  it('counseling-49 runs a BullMQ job five minutes before the end', async () => {
    const session = await harness.createSession('active');
    const due = session.endsAt - 5 * 60_000;
    const job = await harness.timers.delayedJob(session.sessionId, 'end-button');
    expect(job.opts.delay).toBe(due - (session.startsAt - 60 * 60_000));
    await harness.runStep(session, 'end-button');
    const { steps } = await harness.timeline(session);
    expect(steps.find((one) => one.step === 'end-button')).toMatchObject({
      state: 'done',
      plannedAt: new Date(due).toISOString(),
      doneAt: new Date(due).toISOString(),
      doneBy: { role: 'system' },
    });
  });

  it('counseling-50 publishes ending_soon with the values of a countdown (C-17)', async () => {
    const session = await harness.createSession('active');
    const recorders = await recordBoth(session);
    await harness.runStep(session, 'end-button');
    for (const recorder of recorders) {
      expect(await waitForStatus(recorder, 'ending_soon')).toEqual({
        status: 'ending_soon',
        sessionId: session.sessionId,
        remainingSeconds: 300,
        endsAt: new Date(session.endsAt).toISOString(),
        serverTime: new Date(session.endsAt - 300_000).toISOString(),
      });
    }
    expect((await harness.getSession(session)).status).toBe('active');
  });
});

describe('ending manually', () => {
  it('counseling-53 is possible for the client, the psychologist and the system', async () => {
    const byClient = await harness.createSession('active');
    await harness.end(byClient.client, byClient.sessionId);
    const byPsychologist = await harness.createSession('active');
    await harness.end(byPsychologist.psychologist, byPsychologist.sessionId);
    const bySystem = await harness.createSession('completed');
    const endings = await Promise.all([byClient, byPsychologist, bySystem].map(sessionRow));
    expect(endings).toMatchObject([
      { status: 'completed', ended_by: 'client' },
      { status: 'completed', ended_by: 'psychologist' },
      { status: 'completed', ended_by: 'system' },
    ]);
  });

  it('counseling-54 ends an active session by PUT …/end, once (C-19), at any time (C-41)', async () => {
    const session = await harness.createSession('active');
    const stranger = await harness.system.addUser('client');
    expect((await harness.end(stranger, session.sessionId)).status).toBe(403);
    const ended = await harness.end(session.client, session.sessionId);
    expect(ended.status).toBe(200);
    expect(ended.body).toMatchObject({
      success: true,
      message: 'Chat session ended',
      data: { sessionId: session.sessionId, status: 'completed', endedBy: 'client' },
    });
    for (const user of [session.client, session.psychologist]) {
      const repeated = await harness.end(user, session.sessionId);
      expect(repeated.body).toMatchObject({ statusCode: 400, message: ENDED });
    }
    const pending = await harness.createSession('pending');
    const early = await harness.end(pending.client, pending.sessionId);
    expect(early.body).toMatchObject({
      statusCode: 400,
      message: 'Chat is not enabled for this session yet',
    });
  });

  it('counseling-55 moves the session to completed', async () => {
    const session = await harness.createSession('active');
    await harness.end(session.client, session.sessionId);
    expect((await harness.getSession(session)).status).toBe('completed');
    expect(await sessionRow(session)).toMatchObject({ status: 'completed' });
  });

  it('counseling-56 records when the session ended', async () => {
    const session = await harness.createSession('active');
    harness.clock.advance(7 * 60_000);
    await harness.end(session.psychologist, session.sessionId);
    const endedAt = new Date(session.startsAt + 7 * 60_000);
    expect(await sessionRow(session)).toMatchObject({ ended_at: endedAt });
    expect((await harness.getSession(session)).endedAt).toBe(endedAt.toISOString());
  });

  it('counseling-57 clears is_active, which no statement can set directly (C-13)', async () => {
    const session = await harness.createSession('active');
    expect(await sessionRow(session)).toMatchObject({ is_active: true });
    await harness.end(session.client, session.sessionId);
    expect(await sessionRow(session)).toMatchObject({ is_active: false });
    expect((await harness.getSession(session)).isActive).toBe(false);
    const byHand = harness.system.query('UPDATE chat_sessions SET is_active = true WHERE id = $1', [
      session.sessionId,
    ]);
    await expect(byHand).rejects.toThrow(/is_active/);
  });

  it('counseling-58 clears is_chat_enabled', async () => {
    const session = await harness.createSession('active');
    expect(await sessionRow(session)).toMatchObject({ is_chat_enabled: true });
    await harness.end(session.client, session.sessionId);
    expect(await sessionRow(session)).toMatchObject({ is_chat_enabled: false });
    expect((await harness.getSession(session)).isChatEnabled).toBe(false);
    const rejected = await harness.sendMessage(
      session.psychologist,
      session.sessionId,
      'Satu hal lagi',
    );
    expect(rejected.body).toMatchObject({ statusCode: 400, message: ENDED });
  });

  it('counseling-59 removes every scheduled job of the session (C-40)', async () => {
    const session = await harness.createSession('active');
    const waiting = await harness.timers.jobsOf(session.sessionId);
    expect(waiting.map((job) => job.name).sort()).toEqual(['auto-end', 'end-button']);
    await harness.end(session.client, session.sessionId);
    await harness.timers.waitUntilEmpty(session.sessionId);
    const { steps } = await harness.timeline(session);
    expect(steps.map((one) => one.state)).toEqual(['done', 'done', 'cancelled', 'cancelled']);
  });

  it('counseling-60 notifies both participants by a system message without the closing message (C-40)', async () => {
    const session = await harness.createSession('active');
    const recorders = await recordBoth(session);
    await harness.end(session.psychologist, session.sessionId);
    harness.clock.set(session.endsAt);
    // A timer that still exists after the end must have no effect.
    await harness.timers.runNow({ sessionId: session.sessionId, generation: 1, step: 'auto-end' });
    await harness.system.drain();
    for (const recorder of recorders) {
      expect(await waitForStatus(recorder, 'completed')).toMatchObject({ endedBy: 'psychologist' });
      expect(receivedMessages(recorder)).toMatchObject([
        { messageType: 'system', isAutomated: false, senderId: null, senderRole: 'system' },
      ]);
      expect(receivedStatuses(recorder)).toHaveLength(1);
    }
    expect(await harness.texts(session)).not.toContain(CLOSING_MESSAGE);
  });
});

describe('the automatic end', () => {
  it('counseling-61 runs a job at the end of the session', async () => {
    const session = await harness.createSession('warned');
    const job = await harness.timers.delayedJob(session.sessionId, 'auto-end');
    expect(job.opts.delay).toBe(session.endsAt - (session.startsAt - 60 * 60_000));
    await harness.runStep(session, 'auto-end');
    const { steps } = await harness.timeline(session);
    expect(steps.at(-1)).toMatchObject({
      step: 'auto-end',
      state: 'done',
      doneAt: new Date(session.endsAt).toISOString(),
      lateMs: 0,
    });
  });

  it('counseling-62 sends the closing message before it closes', async () => {
    const session = await harness.createSession('warned');
    const recorders = await recordBoth(session);
    await harness.runStep(session, 'auto-end');
    for (const recorder of recorders) {
      const message = await waitForMessage(recorder, CLOSING_MESSAGE);
      expect(message).toMatchObject({ isAutomated: true, senderId: session.psychologist.id });
      await waitForStatus(recorder, 'completed');
      const names = recorder.received.map((one) => one.name);
      expect(names.indexOf('message')).toBeLessThan(names.indexOf('session-status'));
    }
  });

  it('counseling-63 ends the session without user action', async () => {
    const session = await harness.createSession('completed');
    expect(await sessionRow(session)).toEqual({
      status: 'completed',
      is_active: false,
      is_chat_enabled: false,
      ended_at: new Date(session.endsAt),
      ended_by: 'system',
    });
    const rejected = await harness.sendMessage(session.client, session.sessionId, 'Terima kasih');
    expect(rejected.body).toMatchObject({ statusCode: 400, message: ENDED });
    await harness.timers.waitUntilEmpty(session.sessionId);
  });

  it('counseling-64 sends the exact closing message', async () => {
    const session = await harness.createSession('completed');
    expect((await harness.texts(session)).at(-1)).toBe(
      'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙',
    );
  });
});

import type { NotificationView } from '../../../src/sessions/list-notifications';
import {
  waitForMessage,
  waitForStatus,
  receivedMessages,
} from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { INITIAL_MESSAGE, OPENING_MESSAGE } from '../../support/contracts/contract-texts';

const NOT_YET = 'Chat is not enabled for this session yet';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

function notificationsOf(as: TestUser) {
  return harness.system.call<NotificationView[]>('GET', '/api/v1/notifications', { as });
}

/** Runs a step's job one second early, then on time; returns the texts after each run. */
async function runEarlyAndOnTime(
  session: TestSession,
  step: 'initial-message' | 'enable-chat',
  due: number,
): Promise<{ early: string[]; onTime: string[] }> {
  harness.clock.set(due - 1_000);
  const { id = '' } = await harness.timers.delayedJob(session.sessionId, step);
  await harness.promoteStep(session, step);
  const delayed = await waitFor('a job that is delayed again', async () => {
    const job = await harness.timers.queue.getJob(id);
    return job && job.attemptsStarted > 0 && (await job.isDelayed()) && job;
  });
  // An early job is no failed attempt.
  expect(delayed.attemptsMade).toBe(0);
  const { steps } = await harness.timeline(session);
  expect(steps.map(({ failedAttempts }) => failedAttempts)).toEqual(steps.map(() => 0));
  const early = await harness.texts(session);
  harness.clock.set(due);
  expect(await harness.waitForOutcome(session, step)).toBe('done');
  return { early, onTime: await harness.texts(session) };
}

describe('ten minutes before the start', () => {
  it('counseling-24 runs a BullMQ job exactly ten minutes before the start', async () => {
    const session = await harness.book();
    const due = session.startsAt - 10 * 60_000;
    const job = await harness.timers.delayedJob(session.sessionId, 'initial-message');
    expect(harness.clock.now() + job.delay).toBe(due);
    const { early, onTime } = await runEarlyAndOnTime(session, 'initial-message', due);
    expect(early).toEqual([]);
    expect(onTime).toEqual([INITIAL_MESSAGE]);
  });

  it('counseling-25 sends an automated message from the psychologist to the client', async () => {
    const session = await harness.book();
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await harness.runStep(session, 'initial-message');
    const message = await waitForMessage(recorder, INITIAL_MESSAGE);
    expect(message).toMatchObject({
      senderId: session.psychologist.id,
      senderName: session.psychologist.fullName,
      senderRole: 'psychologist',
      messageType: 'automated',
      isAutomated: true,
      seq: 1,
    });
  });

  it('counseling-26 keeps the chat closed for users', async () => {
    const session = await harness.createSession('greeted');
    expect(await harness.getSession(session)).toMatchObject({
      status: 'pending',
      isChatEnabled: false,
    });
    for (const user of [session.client, session.psychologist]) {
      const refused = await harness.sendMessage(user, session.sessionId, 'Halo');
      expect(refused.body).toMatchObject({ statusCode: 400, message: NOT_YET });
    }
    expect(await harness.texts(session)).toEqual([INITIAL_MESSAGE]);
  });

  it('counseling-27 sends the exact initial message', async () => {
    const session = await harness.createSession('greeted');
    expect(await harness.texts(session)).toEqual([
      'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊',
    ]);
  });

  it('counseling-30 lets the client read the message but not answer', async () => {
    const session = await harness.createSession('greeted');
    const page = await harness.history(session.client, session.sessionId);
    expect(page.status).toBe(200);
    expect(page.body.data.data).toMatchObject([{ content: INITIAL_MESSAGE, isAutomated: true }]);
    const response = await harness.sendMessage(
      session.client,
      session.sessionId,
      'Baik, saya tunggu',
    );
    expect(response.body).toMatchObject({ success: false, statusCode: 400, message: NOT_YET });
  });
});

describe('the start', () => {
  it('counseling-31 is triggered only by the system or by a team member (C-11)', async () => {
    const bySystem = await harness.createSession('active');
    const opened = (await harness.timeline(bySystem)).steps.find(
      (one) => one.step === 'enable-chat',
    );
    expect(opened).toMatchObject({ state: 'done', doneBy: { role: 'system' } });
    const byTeam = await harness.createSession('pending');
    for (const user of [byTeam.client, byTeam.psychologist]) {
      expect((await harness.teamAction('start', byTeam.sessionId, user)).status).toBe(403);
    }
    expect((await harness.getSession(byTeam)).status).toBe('pending');
    expect((await harness.teamAction('start', byTeam.sessionId)).body.data.status).toBe('active');
    const { steps, acts: actions } = await harness.timeline(byTeam);
    expect(steps.find((one) => one.step === 'enable-chat')?.doneBy).toMatchObject({
      role: 'team',
      id: harness.team.id,
    });
    expect(actions).toMatchObject([{ action: 'session.start', by: { id: harness.team.id } }]);
  });

  it('counseling-32 runs a job exactly at the scheduled start', async () => {
    const session = await harness.createSession('greeted');
    const { early, onTime } = await runEarlyAndOnTime(session, 'enable-chat', session.startsAt);
    expect(early).toEqual([INITIAL_MESSAGE]);
    expect(onTime).toEqual([INITIAL_MESSAGE, OPENING_MESSAGE]);
    const { startedAt } = await harness.getSession(session);
    expect(startedAt).toBe(new Date(session.startsAt).toISOString());
  });

  it('counseling-33 sends the opening message', async () => {
    const session = await harness.createSession('greeted');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await harness.runStep(session, 'enable-chat');
    expect(await waitForMessage(recorder, OPENING_MESSAGE)).toMatchObject({
      seq: 2,
      isAutomated: true,
    });
    await waitForStatus(recorder, 'chat_enabled');
    // The opening message arrives before the status.
    const names = recorder.received.map((one) => one.name);
    expect(names.indexOf('message')).toBeLessThan(names.indexOf('session-status'));
  });

  it('counseling-34 opens the chat for both participants', async () => {
    const session = await harness.createSession('active');
    for (const user of [session.client, session.psychologist]) {
      expect((await harness.sendMessage(user, session.sessionId, 'Halo')).status).toBe(201);
    }
  });

  it('counseling-35 moves the session to active', async () => {
    const session = await harness.createSession('active');
    expect(await harness.getSession(session)).toMatchObject({
      status: 'active',
      isChatEnabled: true,
    });
    const rows = await harness.system.query<Record<string, unknown>>(
      'SELECT status, is_active, is_chat_enabled FROM chat_sessions WHERE id = $1',
      [session.sessionId],
    );
    expect(rows).toEqual([{ status: 'active', is_active: true, is_chat_enabled: true }]);
  });

  it('counseling-36 sends the exact opening message', async () => {
    const session = await harness.createSession('active');
    expect((await harness.texts(session))[1]).toBe(
      'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗',
    );
  });

  it('counseling-37 lets the client write', async () => {
    const session = await harness.createSession('greeted');
    expect((await harness.sendMessage(session.client, session.sessionId, 'Halo')).status).toBe(400);
    await harness.runStep(session, 'enable-chat');
    expect((await harness.sendMessage(session.client, session.sessionId, 'Halo')).status).toBe(201);
    expect(await harness.texts(session)).toEqual([INITIAL_MESSAGE, OPENING_MESSAGE, 'Halo']);
  });

  it('counseling-38 notifies the psychologist and not the client', async () => {
    const session = await harness.createSession('greeted');
    const recorder = await harness.recordSession(session.psychologist, session.sessionId);
    await harness.runStep(session, 'enable-chat');
    const notification = await recorder.waitFor(
      'a notification',
      (one) => one.name === 'notification',
    );
    expect(notification.channel).toBe(`user:${session.psychologist.id}`);
    const [newest] = (await notificationsOf(session.psychologist)).body.data;
    expect(newest).toMatchObject({
      kind: 'session_opened',
      sessionId: session.sessionId,
      counselingId: session.counselingId,
      readAt: null,
    });
    expect(notification.data).toMatchObject({ id: newest?.id, kind: 'session_opened' });
    const { data } = (await notificationsOf(session.client)).body;
    expect(data.map(({ kind }) => kind)).toEqual(['session_invited']);
  });

  it('counseling-39 lets both participants write', async () => {
    const session = await harness.createSession('active');
    const { client, psychologist, sessionId } = session;
    const [one, other] = await Promise.all([
      harness.recordSession(client, sessionId),
      harness.recordSession(psychologist, sessionId),
    ]);
    const texts = ['Halo', 'Selamat siang', 'Saya cemas', 'Sejak kapan?', 'Sejak minggu lalu'];
    for (const [index, text] of texts.entries()) {
      await harness.sendMessage(index % 2 ? psychologist : client, sessionId, text);
    }
    for (const recorder of [one, other]) {
      await waitForMessage(recorder, 'Sejak minggu lalu');
      expect(receivedMessages(recorder).map((message) => message.content)).toEqual(texts);
    }
  });
});

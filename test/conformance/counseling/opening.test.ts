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

const A1 = 'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊';
const A2 =
  'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗';
const NOT_YET = 'Chat is not enabled for this session yet';

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

function notificationsOf(as: TestUser) {
  return stage.system.call<NotificationView[]>('GET', '/api/v1/notifications', { as });
}

/** Lets the job of a step run a second early, then on time; answers the texts after each. */
async function earlyAndOnTime(
  session: TestSession,
  step: 'initial-message' | 'enable-chat',
  due: number,
): Promise<{ early: string[]; onTime: string[] }> {
  stage.clock.set(due - 1_000);
  await stage.promoteStep(session, step);
  await waitFor('a refused try', async () =>
    (await stage.timeline(session)).steps.some((one) => one.lastError === 'step-not-due'),
  );
  const early = await stage.texts(session);
  stage.clock.set(due);
  expect(await stage.waitForOutcome(session, step)).toBe('done');
  return { early, onTime: await stage.texts(session) };
}

describe('ten minutes before', () => {
  it('counseling-24 runs a BullMQ job ten minutes before the start, not a second sooner', async () => {
    const session = await stage.book();
    const due = session.startsAt - 10 * 60_000;
    const job = await stage.timers.delayedJob(session.sessionId, 'initial-message');
    expect(stage.clock.now() + job.delay).toBe(due);
    const { early, onTime } = await earlyAndOnTime(session, 'initial-message', due);
    expect(early).toEqual([]);
    expect(onTime).toEqual([A1]);
  });

  it('counseling-25 sends an automated message from the psychologist to the client', async () => {
    const session = await stage.book();
    const heard = await stage.recordSession(session.client, session.sessionId);
    await stage.runStep(session, 'initial-message');
    const message = await waitForMessage(heard, A1);
    expect(message).toMatchObject({
      senderId: session.psychologist.id,
      senderName: session.psychologist.fullName,
      senderRole: 'psychologist',
      messageType: 'automated',
      isAutomated: true,
      seq: 1,
    });
  });

  it('counseling-26 keeps the chat closed for what people write', async () => {
    const session = await stage.createSession('greeted');
    expect(await stage.getSession(session)).toMatchObject({
      status: 'pending',
      isChatEnabled: false,
    });
    for (const person of [session.client, session.psychologist]) {
      const refused = await stage.sendMessage(person, session.sessionId, 'Halo');
      expect(refused.body).toMatchObject({ statusCode: 400, message: NOT_YET });
    }
    expect(await stage.texts(session)).toEqual([A1]);
  });

  it('counseling-27 says the first message to the letter', async () => {
    const session = await stage.createSession('greeted');
    expect(await stage.texts(session)).toEqual([
      'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊',
    ]);
  });

  it('counseling-30 lets the client read the message but not answer yet', async () => {
    const session = await stage.createSession('greeted');
    const page = await stage.history(session.client, session.sessionId);
    expect(page.status).toBe(200);
    expect(page.body.data.data).toMatchObject([{ content: A1, isAutomated: true }]);
    const answer = await stage.sendMessage(session.client, session.sessionId, 'Baik, saya tunggu');
    expect(answer.body).toMatchObject({ success: false, statusCode: 400, message: NOT_YET });
  });
});

describe('the start', () => {
  it('counseling-31 is started by the system or by a person of the team, by nobody else (C-11)', async () => {
    const bySystem = await stage.createSession('active');
    const opened = (await stage.timeline(bySystem)).steps.find((one) => one.step === 'enable-chat');
    expect(opened).toMatchObject({ state: 'done', doneBy: { role: 'system' } });
    const byHand = await stage.createSession('pending');
    for (const person of [byHand.client, byHand.psychologist]) {
      expect((await stage.teamAction('start', byHand.sessionId, person)).status).toBe(403);
    }
    expect((await stage.getSession(byHand)).status).toBe('pending');
    expect((await stage.teamAction('start', byHand.sessionId)).body.data.status).toBe('active');
    const { steps, acts } = await stage.timeline(byHand);
    expect(steps.find((one) => one.step === 'enable-chat')?.doneBy).toMatchObject({
      role: 'team',
      id: stage.team.id,
    });
    expect(acts).toMatchObject([{ action: 'session.start', by: { id: stage.team.id } }]);
  });

  it('counseling-32 runs a job at the scheduled start, not a second sooner', async () => {
    const session = await stage.createSession('greeted');
    const { early, onTime } = await earlyAndOnTime(session, 'enable-chat', session.startsAt);
    expect(early).toEqual([A1]);
    expect(onTime).toEqual([A1, A2]);
    const { startedAt } = await stage.getSession(session);
    expect(startedAt).toBe(new Date(session.startsAt).toISOString());
  });

  it('counseling-33 sends the start message', async () => {
    const session = await stage.createSession('greeted');
    const heard = await stage.recordSession(session.client, session.sessionId);
    await stage.runStep(session, 'enable-chat');
    expect(await waitForMessage(heard, A2)).toMatchObject({ seq: 2, isAutomated: true });
    await waitForStatus(heard, 'chat_enabled');
    // Whoever is told that the chat is open has read the words that open it.
    const names = heard.received.map((one) => one.name);
    expect(names.indexOf('message')).toBeLessThan(names.indexOf('session-status'));
  });

  it('counseling-34 opens the chat for both people', async () => {
    const session = await stage.createSession('active');
    for (const person of [session.client, session.psychologist]) {
      expect((await stage.sendMessage(person, session.sessionId, 'Halo')).status).toBe(201);
    }
  });

  it('counseling-35 moves the session to active', async () => {
    const session = await stage.createSession('active');
    expect(await stage.getSession(session)).toMatchObject({
      status: 'active',
      isChatEnabled: true,
    });
    const rows = await stage.system.query<Record<string, unknown>>(
      'SELECT status, is_active, is_chat_enabled FROM chat_sessions WHERE id = $1',
      [session.sessionId],
    );
    expect(rows).toEqual([{ status: 'active', is_active: true, is_chat_enabled: true }]);
  });

  it('counseling-36 says the start message to the letter', async () => {
    const session = await stage.createSession('active');
    expect((await stage.texts(session))[1]).toBe(
      'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗',
    );
  });

  it('counseling-37 lets the client write from then on', async () => {
    const session = await stage.createSession('greeted');
    expect((await stage.sendMessage(session.client, session.sessionId, 'Halo')).status).toBe(400);
    await stage.runStep(session, 'enable-chat');
    expect((await stage.sendMessage(session.client, session.sessionId, 'Halo')).status).toBe(201);
    expect(await stage.texts(session)).toEqual([A1, A2, 'Halo']);
  });

  it('counseling-38 notifies the psychologist, and not the client', async () => {
    const session = await stage.createSession('greeted');
    const heard = await stage.recordSession(session.psychologist, session.sessionId);
    await stage.runStep(session, 'enable-chat');
    const told = await heard.waitFor('a notification', (one) => one.name === 'notification');
    expect(told.channel).toBe(`user:${session.psychologist.id}`);
    const [newest] = (await notificationsOf(session.psychologist)).body.data;
    expect(newest).toMatchObject({
      kind: 'session_opened',
      sessionId: session.sessionId,
      counselingId: session.counselingId,
      readAt: null,
    });
    expect(told.data).toMatchObject({ id: newest?.id, kind: 'session_opened' });
    const { data } = (await notificationsOf(session.client)).body;
    expect(data.map(({ kind }) => kind)).toEqual(['session_invited']);
  });

  it('counseling-39 lets both people talk freely', async () => {
    const session = await stage.createSession('active');
    const { client, psychologist, sessionId } = session;
    const [one, other] = await Promise.all([
      stage.recordSession(client, sessionId),
      stage.recordSession(psychologist, sessionId),
    ]);
    const talk = ['Halo', 'Selamat siang', 'Saya cemas', 'Sejak kapan?', 'Sejak minggu lalu'];
    for (const [index, words] of talk.entries()) {
      await stage.sendMessage(index % 2 ? psychologist : client, sessionId, words);
    }
    for (const heard of [one, other]) {
      await waitForMessage(heard, 'Sejak minggu lalu');
      expect(receivedMessages(heard).map((message) => message.content)).toEqual(talk);
    }
  });
});

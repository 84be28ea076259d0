import type { NotificationView } from '../../../src/sessions/list-notifications';
import { hearMessage, hearStatus, messagesHeard } from '../../support/heard';
import { Stage } from '../../support/stage';
import type { StagedSession } from '../../support/stage';
import type { TestPerson } from '../../support/system';
import { waitFor } from '../../support/wait-for';

const A1 = 'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊';
const A2 =
  'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗';
const NOT_YET = 'Chat is not enabled for this session yet';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.stop());

function notificationsOf(as: TestPerson) {
  return stage.system.call<NotificationView[]>('GET', '/api/v1/notifications', { as });
}

/** Lets the job of a step run a second early, then on time; answers the texts after each. */
async function earlyAndOnTime(
  session: StagedSession,
  step: 'initial-message' | 'enable-chat',
  due: number,
): Promise<{ early: string[]; onTime: string[] }> {
  stage.clock.set(due - 1_000);
  await stage.release(session, step);
  await waitFor('a refused try', async () =>
    (await stage.timeline(session)).steps.some((one) => one.lastError === 'step-not-due'),
  );
  const early = await stage.texts(session);
  stage.clock.set(due);
  expect(await stage.settled(session, step)).toBe('done');
  return { early, onTime: await stage.texts(session) };
}

describe('ten minutes before', () => {
  it('counseling-24 runs a BullMQ job ten minutes before the start, not a second sooner', async () => {
    const session = await stage.book();
    const due = session.startsAt - 10 * 60_000;
    const job = await stage.timers.delayed(session.sessionId, 'initial-message');
    expect(stage.clock.now() + job.delay).toBe(due);
    const { early, onTime } = await earlyAndOnTime(session, 'initial-message', due);
    expect(early).toEqual([]);
    expect(onTime).toEqual([A1]);
  });

  it('counseling-25 sends an automated message from the psychologist to the client', async () => {
    const session = await stage.book();
    const heard = await stage.listen(session.client, session.sessionId);
    await stage.reach(session, 'initial-message');
    const message = await hearMessage(heard, A1);
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
    const session = await stage.at('greeted');
    expect(await stage.view(session)).toMatchObject({ status: 'pending', isChatEnabled: false });
    for (const person of [session.client, session.psychologist]) {
      const refused = await stage.post(person, session.sessionId, 'Halo');
      expect(refused.body).toMatchObject({ statusCode: 400, message: NOT_YET });
    }
    expect(await stage.texts(session)).toEqual([A1]);
  });

  it('counseling-27 says the first message to the letter', async () => {
    const session = await stage.at('greeted');
    expect(await stage.texts(session)).toEqual([
      'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊',
    ]);
  });

  it('counseling-30 lets the client read the message but not answer yet', async () => {
    const session = await stage.at('greeted');
    const page = await stage.history(session.client, session.sessionId);
    expect(page.status).toBe(200);
    expect(page.body.data.data).toMatchObject([{ content: A1, isAutomated: true }]);
    const answer = await stage.post(session.client, session.sessionId, 'Baik, saya tunggu');
    expect(answer.body).toMatchObject({ success: false, statusCode: 400, message: NOT_YET });
  });
});

describe('the start', () => {
  it('counseling-31 is started by the system or by a person of the team, by nobody else (C-11)', async () => {
    const bySystem = await stage.at('active');
    const opened = (await stage.timeline(bySystem)).steps.find((one) => one.step === 'enable-chat');
    expect(opened).toMatchObject({ state: 'done', doneBy: { role: 'system' } });
    const byHand = await stage.at('pending');
    for (const person of [byHand.client, byHand.psychologist]) {
      expect((await stage.act('start', byHand.sessionId, person)).status).toBe(403);
    }
    expect((await stage.view(byHand)).status).toBe('pending');
    expect((await stage.act('start', byHand.sessionId)).body.data.status).toBe('active');
    const { steps, acts } = await stage.timeline(byHand);
    expect(steps.find((one) => one.step === 'enable-chat')?.doneBy).toMatchObject({
      role: 'team',
      id: stage.team.id,
    });
    expect(acts).toMatchObject([{ action: 'session.start', by: { id: stage.team.id } }]);
  });

  it('counseling-32 runs a job at the scheduled start, not a second sooner', async () => {
    const session = await stage.at('greeted');
    const { early, onTime } = await earlyAndOnTime(session, 'enable-chat', session.startsAt);
    expect(early).toEqual([A1]);
    expect(onTime).toEqual([A1, A2]);
    const { startedAt } = await stage.view(session);
    expect(startedAt).toBe(new Date(session.startsAt).toISOString());
  });

  it('counseling-33 sends the start message', async () => {
    const session = await stage.at('greeted');
    const heard = await stage.listen(session.client, session.sessionId);
    await stage.reach(session, 'enable-chat');
    expect(await hearMessage(heard, A2)).toMatchObject({ seq: 2, isAutomated: true });
    await hearStatus(heard, 'chat_enabled');
    // Whoever is told that the chat is open has read the words that open it.
    const names = heard.heard.map((one) => one.name);
    expect(names.indexOf('message')).toBeLessThan(names.indexOf('session-status'));
  });

  it('counseling-34 opens the chat for both people', async () => {
    const session = await stage.at('active');
    for (const person of [session.client, session.psychologist]) {
      expect((await stage.post(person, session.sessionId, 'Halo')).status).toBe(201);
    }
  });

  it('counseling-35 moves the session to active', async () => {
    const session = await stage.at('active');
    expect(await stage.view(session)).toMatchObject({ status: 'active', isChatEnabled: true });
    const rows = await stage.system.query<Record<string, unknown>>(
      'SELECT status, is_active, is_chat_enabled FROM chat_sessions WHERE id = $1',
      [session.sessionId],
    );
    expect(rows).toEqual([{ status: 'active', is_active: true, is_chat_enabled: true }]);
  });

  it('counseling-36 says the start message to the letter', async () => {
    const session = await stage.at('active');
    expect((await stage.texts(session))[1]).toBe(
      'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗',
    );
  });

  it('counseling-37 lets the client write from then on', async () => {
    const session = await stage.at('greeted');
    expect((await stage.post(session.client, session.sessionId, 'Halo')).status).toBe(400);
    await stage.reach(session, 'enable-chat');
    expect((await stage.post(session.client, session.sessionId, 'Halo')).status).toBe(201);
    expect(await stage.texts(session)).toEqual([A1, A2, 'Halo']);
  });

  it('counseling-38 notifies the psychologist, and not the client', async () => {
    const session = await stage.at('greeted');
    const heard = await stage.listen(session.psychologist, session.sessionId);
    await stage.reach(session, 'enable-chat');
    const told = await heard.hear('a notification', (one) => one.name === 'notification');
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
    const session = await stage.at('active');
    const { client, psychologist, sessionId } = session;
    const [one, other] = await Promise.all([
      stage.listen(client, sessionId),
      stage.listen(psychologist, sessionId),
    ]);
    const talk = ['Halo', 'Selamat siang', 'Saya cemas', 'Sejak kapan?', 'Sejak minggu lalu'];
    for (const [index, words] of talk.entries()) {
      await stage.post(index % 2 ? psychologist : client, sessionId, words);
    }
    for (const heard of [one, other]) {
      await hearMessage(heard, 'Sejak minggu lalu');
      expect(messagesHeard(heard).map((message) => message.content)).toEqual(talk);
    }
  });
});

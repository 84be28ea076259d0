import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { waitFor } from '../../support/harness/wait-for';
import type { TimelineStepView } from '../../../src/sessions/monitoring/get-timeline';
import type { Step } from '../../../src/enums';

const MINUTE = 60_000;
const A1 = 'Halo! Saya akan segera memulai sesi konseling kita. Mohon tunggu sebentar, ya! 😊';
const A2 =
  'Sesi konseling dimulai! Silakan ceritakan apa yang ingin Anda bagikan hari ini. Saya siap mendengarkan 🤗';
const A3 =
  'Sesi konseling telah berakhir. Terima kasih telah berbagi dengan saya hari ini. Jaga diri dengan baik ya! 💙';

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

async function stepOf(session: TestSession, step: Step): Promise<TimelineStepView> {
  const { steps } = await stage.timeline(session);
  const found = steps.find((one) => one.step === step);
  if (!found) throw new Error(`The timeline has no ${step}`);
  return found;
}

describe('the four jobs', () => {
  it('counseling-69 creates four BullMQ jobs with a booking', async () => {
    const session = await stage.book();
    const jobs = await stage.timers.jobsOf(session.sessionId);
    expect(jobs.map((job) => job.name).sort()).toEqual([
      'auto-end',
      'enable-chat',
      'end-button',
      'initial-message',
    ]);
    expect(await Promise.all(jobs.map((job) => job.getState()))).toEqual(
      Array.from({ length: 4 }, () => 'delayed'),
    );
    // Nothing of anybody's words is kept in Redis: ids and what was expected.
    for (const job of jobs) {
      expect(job.data).toEqual({ sessionId: session.sessionId, generation: 1, step: job.name });
    }
  });

  it('counseling-70 sends the greeting with the job initial-message', async () => {
    const session = await stage.book();
    await stage.runStep(session, 'initial-message');
    expect(await stage.texts(session)).toEqual([A1]);
    expect(await stage.getSession(session)).toMatchObject({
      status: 'pending',
      isChatEnabled: false,
    });
  });

  it('counseling-71 opens the chat and says so with the job enable-chat', async () => {
    const session = await stage.createSession('greeted');
    const heard = await stage.recordSession(session.client, session.sessionId);
    await stage.runStep(session, 'enable-chat');
    expect(await stage.texts(session)).toEqual([A1, A2]);
    expect(await stage.getSession(session)).toMatchObject({
      status: 'active',
      isChatEnabled: true,
    });
    await waitForStatus(heard, 'chat_enabled');
  });

  it('counseling-72 announces the end with the job end-button, and ends nothing', async () => {
    const session = await stage.createSession('active');
    const heard = await stage.recordSession(session.client, session.sessionId);
    await stage.runStep(session, 'end-button');
    expect(await waitForStatus(heard, 'ending_soon')).toMatchObject({ remainingSeconds: 300 });
    expect(await stage.getSession(session)).toMatchObject({
      status: 'active',
      remainingSeconds: 300,
    });
    expect(await stage.texts(session)).toEqual([A1, A2]);
  });

  it('counseling-73 says goodbye and ends the session with the job auto-end', async () => {
    const session = await stage.createSession('warned');
    const heard = await stage.recordSession(session.client, session.sessionId);
    await stage.runStep(session, 'auto-end');
    expect(await stage.texts(session)).toEqual([A1, A2, A3]);
    expect(await stage.getSession(session)).toMatchObject({
      status: 'completed',
      endedBy: 'system',
    });
    expect(await waitForStatus(heard, 'completed')).toMatchObject({ endedBy: 'system' });
  });
});

describe('jobs that come late (C-43, C-53)', () => {
  it('C-43 greets at once when a session is booked less than ten minutes ahead', async () => {
    const session = await stage.book({ startsIn: 5 * MINUTE });
    expect(await stage.waitForOutcome(session, 'initial-message')).toBe('done');
    expect(await stepOf(session, 'initial-message')).toMatchObject({ lateMs: 5 * MINUTE });
    expect(await stage.texts(session)).toEqual([A1]);
  });

  it('C-53 skips a greeting within the last minute, and shows the team that it did', async () => {
    const session = await stage.book({ startsIn: 59_000 });
    expect(await stage.waitForOutcome(session, 'initial-message')).toBe('skipped_late');
    expect(await stepOf(session, 'initial-message')).toMatchObject({
      state: 'skipped_late',
      reason: 'Skipped: it was too late to be useful',
      lateMs: null,
      doneBy: null,
    });
    expect(await stage.texts(session)).toEqual([]);
    await stage.runStep(session, 'enable-chat');
    expect(await stage.texts(session)).toEqual([A2]);
  });

  it('C-43 skips a warning within the last minute, and still ends', async () => {
    const session = await stage.createSession('active');
    stage.clock.set(session.endsAt - 59_000);
    expect(await stage.waitForOutcome(session, 'end-button')).toBe('skipped_late');
    await stage.runStep(session, 'auto-end');
    expect(await stage.getSession(session)).toMatchObject({ status: 'completed' });
  });

  it('C-43 opens and ends a session however late its jobs are', async () => {
    const opened = await stage.book();
    stage.clock.set(opened.startsAt + 20 * MINUTE);
    expect(await stage.waitForOutcome(opened, 'enable-chat')).toBe('done');
    expect(await stepOf(opened, 'enable-chat')).toMatchObject({ lateMs: 20 * MINUTE });
    const missed = await stage.book();
    stage.clock.set(missed.endsAt + 60 * MINUTE);
    expect(await stage.waitForOutcome(missed, 'auto-end')).toBe('done');
    expect(await stage.getSession(missed)).toMatchObject({ status: 'completed' });
    expect((await stage.texts(missed)).at(-1)).toBe(A3);
  });

  it('C-43 books sessions of 15 to 180 minutes', async () => {
    const client = await stage.system.addUser('client');
    await expect(stage.book({ client, lasts: 14 * MINUTE })).rejects.toThrow('session-too-short');
    await expect(stage.book({ client, lasts: 181 * MINUTE })).rejects.toThrow('session-too-long');
    const shortest = await stage.book({ client, lasts: 15 * MINUTE });
    expect(shortest.response.status).toBe(201);
    const longest = await stage.book({ client, startsIn: 120 * MINUTE, lasts: 180 * MINUTE });
    expect(longest.response.status).toBe(201);
  });
});

describe('sessions back to back (C-44)', () => {
  /** Two sessions of one client, the second from the end of the first; the clock is at that instant. */
  async function backToBack(): Promise<[TestSession, TestSession]> {
    const first = await stage.book();
    const { client, psychologist } = first;
    const second = await stage.book({ client, psychologist, startsIn: 90 * MINUTE });
    await stage.runStep(first, 'initial-message');
    await stage.runStep(first, 'enable-chat');
    await stage.runStep(second, 'initial-message');
    await stage.runStep(first, 'end-button');
    stage.clock.set(first.endsAt);
    expect(second.startsAt).toBe(first.endsAt);
    return [first, second];
  }

  it('C-44 lets an end go before an opening of the same second', async () => {
    const [first, second] = await backToBack();
    await stage.timers.queue.pause();
    await stage.promoteStep(second, 'enable-chat');
    await stage.promoteStep(first, 'auto-end');
    await stage.timers.queue.resume();
    expect(await stage.waitForOutcome(second, 'enable-chat')).toBe('done');
    expect(await stepOf(first, 'auto-end')).toMatchObject({ state: 'done' });
    expect(await stepOf(second, 'enable-chat')).toMatchObject({ failedAttempts: 0 });
    expect(await stage.getSession(second)).toMatchObject({ status: 'active' });
  });

  it('C-44 tries an opening again within ten seconds when the place was still taken', async () => {
    const [first, second] = await backToBack();
    await stage.promoteStep(second, 'enable-chat');
    const refused = await waitFor('a refused opening', async () => {
      const step = await stepOf(second, 'enable-chat');
      return step.failedAttempts > 0 ? step : undefined;
    });
    expect(refused).toMatchObject({ state: 'planned', lastError: 'client-already-active' });
    await stage.promoteStep(first, 'auto-end');
    await stage.waitForOutcome(first, 'auto-end');
    const opened = async () => (await stage.getSession(second)).status === 'active';
    await waitFor('the second session', opened, 10_000);
  });
});

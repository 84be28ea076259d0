import { waitForStatus } from '../../support/recorders/session-events';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { waitFor } from '../../support/harness/wait-for';
import type { TimelineStepView } from '../../../src/sessions/monitoring/get-timeline';
import type { Step } from '../../../src/enums';
import {
  INITIAL_MESSAGE,
  OPENING_MESSAGE,
  CLOSING_MESSAGE,
} from '../../support/contracts/contract-texts';

const MINUTE = 60_000;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

async function stepOf(session: TestSession, step: Step): Promise<TimelineStepView> {
  const { steps } = await harness.timeline(session);
  const found = steps.find((one) => one.step === step);
  if (!found) throw new Error(`The timeline has no ${step}`);
  return found;
}

describe('the four jobs', () => {
  it('counseling-69 are created in BullMQ with a booking', async () => {
    const session = await harness.book();
    const jobs = await harness.timers.jobsOf(session.sessionId);
    expect(jobs.map((job) => job.name).sort()).toEqual([
      'auto-end',
      'enable-chat',
      'end-button',
      'initial-message',
    ]);
    expect(await Promise.all(jobs.map((job) => job.getState()))).toEqual(
      Array.from({ length: 4 }, () => 'delayed'),
    );
    // Jobs in Redis contain ids and expectations only, never texts.
    for (const job of jobs) {
      expect(job.data).toEqual({ sessionId: session.sessionId, generation: 1, step: job.name });
    }
  });

  it('counseling-70 send the initial message by initial-message', async () => {
    const session = await harness.book();
    await harness.runStep(session, 'initial-message');
    expect(await harness.texts(session)).toEqual([INITIAL_MESSAGE]);
    expect(await harness.getSession(session)).toMatchObject({
      status: 'pending',
      isChatEnabled: false,
    });
  });

  it('counseling-71 open the chat and announce it by enable-chat', async () => {
    const session = await harness.createSession('greeted');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await harness.runStep(session, 'enable-chat');
    expect(await harness.texts(session)).toEqual([INITIAL_MESSAGE, OPENING_MESSAGE]);
    expect(await harness.getSession(session)).toMatchObject({
      status: 'active',
      isChatEnabled: true,
    });
    await waitForStatus(recorder, 'chat_enabled');
  });

  it('counseling-72 announce the end by end-button without ending the session', async () => {
    const session = await harness.createSession('active');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await harness.runStep(session, 'end-button');
    expect(await waitForStatus(recorder, 'ending_soon')).toMatchObject({ remainingSeconds: 300 });
    expect(await harness.getSession(session)).toMatchObject({
      status: 'active',
      remainingSeconds: 300,
    });
    expect(await harness.texts(session)).toEqual([INITIAL_MESSAGE, OPENING_MESSAGE]);
  });

  it('counseling-73 send the closing message and end the session by auto-end', async () => {
    const session = await harness.createSession('warned');
    const recorder = await harness.recordSession(session.client, session.sessionId);
    await harness.runStep(session, 'auto-end');
    expect(await harness.texts(session)).toEqual([
      INITIAL_MESSAGE,
      OPENING_MESSAGE,
      CLOSING_MESSAGE,
    ]);
    expect(await harness.getSession(session)).toMatchObject({
      status: 'completed',
      endedBy: 'system',
    });
    expect(await waitForStatus(recorder, 'completed')).toMatchObject({ endedBy: 'system' });
  });
});

describe('late jobs (C-43, C-53)', () => {
  it('C-43 send the initial message at once when the session starts in less than ten minutes', async () => {
    const session = await harness.book({ startsIn: 5 * MINUTE });
    expect(await harness.waitForOutcome(session, 'initial-message')).toBe('done');
    expect(await stepOf(session, 'initial-message')).toMatchObject({ lateMs: 5 * MINUTE });
    expect(await harness.texts(session)).toEqual([INITIAL_MESSAGE]);
  });

  it('C-53 skip an initial message in the last minute and show the team that they did', async () => {
    const session = await harness.book({ startsIn: 59_000 });
    expect(await harness.waitForOutcome(session, 'initial-message')).toBe('skipped_late');
    expect(await stepOf(session, 'initial-message')).toMatchObject({
      state: 'skipped_late',
      reason: 'Skipped: it was too late to be useful',
      lateMs: null,
      doneBy: null,
    });
    expect(await harness.texts(session)).toEqual([]);
    await harness.runStep(session, 'enable-chat');
    expect(await harness.texts(session)).toEqual([OPENING_MESSAGE]);
  });

  it('C-43 skip a warning in the last minute and still end the session', async () => {
    const session = await harness.createSession('active');
    harness.clock.set(session.endsAt - 59_000);
    expect(await harness.waitForOutcome(session, 'end-button')).toBe('skipped_late');
    await harness.runStep(session, 'auto-end');
    expect(await harness.getSession(session)).toMatchObject({ status: 'completed' });
  });

  it('C-43 open a session late, end it, or miss it without a word when it is over', async () => {
    const opened = await harness.book();
    harness.clock.set(opened.startsAt + 20 * MINUTE);
    expect(await harness.waitForOutcome(opened, 'enable-chat')).toBe('done');
    expect(await stepOf(opened, 'enable-chat')).toMatchObject({ lateMs: 20 * MINUTE });
    await harness.runStep(opened, 'end-button');
    await harness.runStep(opened, 'auto-end');
    expect(await harness.getSession(opened)).toMatchObject({ status: 'completed' });
    expect((await harness.texts(opened)).at(-1)).toBe(CLOSING_MESSAGE);
    const missed = await harness.book();
    harness.clock.set(missed.endsAt + 60 * MINUTE);
    expect(await harness.waitForOutcome(missed, 'auto-end')).toBe('done');
    expect(await harness.getSession(missed)).toMatchObject({
      status: 'cancelled',
      endedBy: 'system',
    });
    expect(await harness.texts(missed)).toEqual([]);
  });

  it('C-43 exist for sessions of 15 to 180 minutes', async () => {
    const client = await harness.system.addUser('client');
    await expect(harness.book({ client, lasts: 14 * MINUTE })).rejects.toThrow('session-too-short');
    await expect(harness.book({ client, lasts: 181 * MINUTE })).rejects.toThrow('session-too-long');
    const shortest = await harness.book({ client, lasts: 15 * MINUTE });
    expect(shortest.response.status).toBe(201);
    const longest = await harness.book({ client, startsIn: 120 * MINUTE, lasts: 180 * MINUTE });
    expect(longest.response.status).toBe(201);
  });
});

describe('consecutive sessions (C-44)', () => {
  /** Two sessions of one client without a break; the clock is at the time between them. */
  async function backToBack(): Promise<[TestSession, TestSession]> {
    const first = await harness.book();
    const { client, psychologist } = first;
    const second = await harness.book({ client, psychologist, startsIn: 90 * MINUTE });
    await harness.runStep(first, 'initial-message');
    await harness.runStep(first, 'enable-chat');
    await harness.runStep(second, 'initial-message');
    await harness.runStep(first, 'end-button');
    harness.clock.set(first.endsAt);
    expect(second.startsAt).toBe(first.endsAt);
    return [first, second];
  }

  it('C-44 run an end before an opening of the same second', async () => {
    const [first, second] = await backToBack();
    await harness.timers.queue.pause();
    await harness.promoteStep(second, 'enable-chat');
    await harness.promoteStep(first, 'auto-end');
    await harness.timers.queue.resume();
    expect(await harness.waitForOutcome(second, 'enable-chat')).toBe('done');
    expect(await stepOf(first, 'auto-end')).toMatchObject({ state: 'done' });
    expect(await stepOf(second, 'enable-chat')).toMatchObject({ failedAttempts: 0 });
    expect(await harness.getSession(second)).toMatchObject({ status: 'active' });
  });

  it('C-44 retry an opening within ten seconds while the slot is occupied', async () => {
    const session = await harness.createSession('greeted');
    const early = await harness.occupySlot(session);
    harness.clock.set(session.startsAt);
    await harness.promoteStep(session, 'enable-chat');
    const rejected = await waitFor('a rejected opening', async () => {
      const step = await stepOf(session, 'enable-chat');
      return step.failedAttempts > 0 ? step : undefined;
    });
    expect(rejected).toMatchObject({ state: 'planned', lastError: 'client-already-active' });
    await harness.end(session.client, early.sessionId);
    const opened = async () => (await harness.getSession(session)).status === 'active';
    await waitFor('the opening', opened, 10_000);
  });
});

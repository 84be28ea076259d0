import { DateTime } from 'luxon';
import type { SessionMessagePage } from '../../../src/chat/messages/list-messages';
import type { MessageView } from '../../../src/chat/messages/message-view';
import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import type { TimelineView } from '../../../src/sessions/monitoring/get-timeline';
import type { SessionView } from '../../../src/sessions/session-view';
import { recordSession, recordTeamChannel } from '../recorders/ably-recorder';
import type { AblyRecorder } from '../recorders/ably-recorder';
import { startSystem } from './test-system';
import type { ApiResponse, TestUser, TestSystem } from './test-system';
import { TestClock } from './test-clock';
import { TimerQueue } from './timer-queue';
import { waitFor } from './wait-for';
import type { Step } from '../../../src/enums';

/** Signs the tokens of the harness's users. */
export const JWT_SECRET = 'the secret of a harness';

const MINUTE = 60_000;
const LEAD = 10 * MINUTE;
const WARNING = 5 * MINUTE;

export interface SessionOptions {
  client?: TestUser;
  psychologist?: TestUser;
  /** Milliseconds from the harness's clock; one hour by default. */
  startsIn?: number;
  /** Milliseconds; half an hour by default. */
  lasts?: number;
  notes?: string;
}

/** A booked session and its two participants. */
export interface TestSession {
  client: TestUser;
  psychologist: TestUser;
  counselingId: string;
  sessionId: string;
  startsAt: number;
  endsAt: number;
  response: ApiResponse<BookedCounseling>;
}

export type SentMessage = MessageView & { message: string };

/** State of a session at the beginning of a test. */
export type SessionStage = 'pending' | 'greeted' | 'active' | 'warned' | 'completed' | 'cancelled';

const STEPS_OF_STAGE: Record<SessionStage, Step[]> = {
  pending: [],
  cancelled: [],
  greeted: ['initial-message'],
  active: ['initial-message', 'enable-chat'],
  warned: ['initial-message', 'enable-chat', 'end-button'],
  completed: ['initial-message', 'enable-chat', 'end-button', 'auto-end'],
};

/**
 * The whole product with its real durations and a stopped clock. A session advances when the clock
 * is set to the time of its next step and that step's job is promoted in BullMQ: half an hour takes
 * a moment, and only the job can have caused the change.
 */
export class SessionHarness {
  private constructor(
    readonly system: TestSystem,
    readonly clock: TestClock,
    readonly timers: TimerQueue,
    readonly team: TestUser,
  ) {}

  static async start(
    at = '2025-08-10T00:00:00Z',
    env: Record<string, string> = {},
  ): Promise<SessionHarness> {
    const clock = new TestClock(at);
    const system = await startSystem({ clock, env: { JWT_SECRET, ...env } });
    return new SessionHarness(system, clock, new TimerQueue(system), await system.addUser('team'));
  }

  async stop(): Promise<void> {
    await this.timers.close();
    await this.system.stop();
  }

  /** Records a session's channels until the harness stops. */
  recordSession(as: TestUser, sessionId: string): Promise<AblyRecorder> {
    return recordSession(this.system, as, sessionId);
  }

  /** Records team:sessions until the harness stops. */
  recordTeamBoard(): Promise<AblyRecorder> {
    return recordTeamChannel(this.system, this.team);
  }

  /** Books a session and waits until its four timers are in Redis. */
  async book(options: SessionOptions = {}): Promise<TestSession> {
    const client = options.client ?? (await this.system.addUser('client'));
    const psychologist = options.psychologist ?? (await this.system.addUser('psychologist'));
    const startsAt = this.clock.now() + (options.startsIn ?? 60 * MINUTE);
    const endsAt = startsAt + (options.lasts ?? 30 * MINUTE);
    const response = await this.system.call<BookedCounseling>('POST', '/api/v1/counselings/book', {
      as: client,
      body: {
        method: 'chat',
        ...wallClock(startsAt, endsAt),
        psychologistId: psychologist.id,
        ...(options.notes ? { notes: options.notes } : {}),
      },
    });
    if (response.status !== 201) throw new Error(`Not booked: ${JSON.stringify(response.body)}`);
    const { id: counselingId, chatSession } = response.body.data;
    const sessionId = chatSession?.sessionId ?? '';
    await this.system.drain();
    return { client, psychologist, counselingId, sessionId, startsAt, endsAt, response };
  }

  /** Books a session and runs its steps up to a stage. */
  async createSession(stage: SessionStage, options: SessionOptions = {}): Promise<TestSession> {
    const session = await this.book(options);
    for (const step of STEPS_OF_STAGE[stage]) await this.runStep(session, step);
    if (stage === 'cancelled') await this.cancel(session, session.client);
    return session;
  }

  /** Two sessions of four users at the same stage and time. */
  async createTwoSessions(stage: SessionStage): Promise<[TestSession, TestSession]> {
    const [one, other] = [await this.book(), await this.book()];
    for (const step of STEPS_OF_STAGE[stage]) {
      await this.runStep(one, step);
      await this.runStep(other, step);
    }
    return [one, other];
  }

  /** The team starts a later session early, so that this one cannot open; returns the later one. */
  async occupySlot({ client, psychologist }: TestSession): Promise<TestSession> {
    const early = await this.book({ client, psychologist, startsIn: 24 * 60 * MINUTE });
    await this.teamAction('start', early.sessionId);
    return early;
  }

  /** Sets the clock to the time at which a step is due and runs its job. */
  async runStep(session: TestSession, step: Step): Promise<void> {
    this.clock.set(dueAt(session, step));
    await this.promoteStep(session, step);
    await this.waitForOutcome(session, step);
    await this.system.drain();
  }

  /** Removes the delay of a step's job, so that BullMQ runs it now. */
  async promoteStep({ sessionId }: TestSession, step: Step): Promise<void> {
    const job = await this.timers.delayedJob(sessionId, step);
    await job.promote();
  }

  /** Waits for the outcome of a step of the newest generation. */
  async waitForOutcome({ sessionId }: TestSession, step: Step): Promise<string> {
    return waitFor(`the outcome of ${step}`, async () => {
      const [row] = await this.system.query<{ outcome: string | null }>(
        `SELECT outcome FROM session_steps WHERE session_id = $1 AND step = $2
         ORDER BY generation DESC LIMIT 1`,
        [sessionId, step],
      );
      return row?.outcome ?? undefined;
    });
  }

  sendMessage(
    as: TestUser,
    sessionId: string,
    message: string,
    more: object = {},
  ): Promise<ApiResponse<SentMessage>> {
    return this.system.call<SentMessage>('POST', '/api/v1/chat/messages', {
      as,
      body: { sessionId, message, messageType: 'text', ...more },
    });
  }

  history(as: TestUser, sessionId: string, query = ''): Promise<ApiResponse<SessionMessagePage>> {
    const path = `/api/v1/chat/history?sessionId=${sessionId}${query}`;
    return this.system.call<SessionMessagePage>('GET', path, { as });
  }

  /** The texts of a session, oldest first, read by its client. */
  async texts({ client, sessionId }: TestSession): Promise<string[]> {
    const page = await this.history(client, sessionId, '&limit=100');
    return page.body.data.data.map((message) => message.content);
  }

  async getSession({ client, sessionId }: TestSession): Promise<SessionView> {
    const path = `/api/v1/chat/sessions/${sessionId}`;
    return (await this.system.call<SessionView>('GET', path, { as: client })).body.data;
  }

  end(as: TestUser, sessionId: string): Promise<ApiResponse<SessionView>> {
    return this.system.call<SessionView>('PUT', `/api/v1/chat/sessions/${sessionId}/end`, { as });
  }

  cancel(
    { counselingId }: TestSession,
    as: TestUser,
    body: object = {},
  ): Promise<ApiResponse<BookedCounseling>> {
    const path = `/api/v1/counselings/${counselingId}/cancel`;
    return this.system.call<BookedCounseling>('PUT', path, { as, body });
  }

  reschedule(
    { counselingId }: TestSession,
    as: TestUser,
    times: { startsAt: number; endsAt: number },
  ): Promise<ApiResponse<BookedCounseling>> {
    return this.system.call<BookedCounseling>(
      'PUT',
      `/api/v1/counselings/${counselingId}/reschedule`,
      { as, body: wallClock(times.startsAt, times.endsAt) },
    );
  }

  teamAction(
    action: 'start' | 'end' | 'cancel',
    sessionId: string,
    as: TestUser = this.team,
  ): Promise<ApiResponse<SessionView>> {
    return this.system.call<SessionView>('POST', `/api/v1/team/sessions/${sessionId}/${action}`, {
      as,
      body: action === 'cancel' ? { reason: 'The psychologist fell ill' } : {},
    });
  }

  async timeline({ sessionId }: Pick<TestSession, 'sessionId'>): Promise<TimelineView> {
    const path = `/api/v1/team/sessions/${sessionId}/timeline`;
    return (await this.system.call<TimelineView>('GET', path, { as: this.team })).body.data;
  }
}

/** Due time of a step, by the contract's durations. */
export function dueAt({ startsAt, endsAt }: TestSession, step: Step): number {
  return {
    'initial-message': startsAt - LEAD,
    'enable-chat': startsAt,
    'end-button': endsAt - WARNING,
    'auto-end': endsAt,
  }[step];
}

/** Date and times of a booking in Asia/Jakarta. */
export function wallClock(
  startsAt: number,
  endsAt: number,
): Record<'date' | 'startTime' | 'endTime' | 'timezone', string> {
  const timezone = 'Asia/Jakarta';
  const start = DateTime.fromMillis(startsAt, { zone: timezone });
  const end = DateTime.fromMillis(endsAt, { zone: timezone });
  return {
    date: start.toFormat('yyyy-MM-dd'),
    startTime: start.toFormat('HH:mm:ss'),
    endTime: end.toFormat('HH:mm:ss'),
    timezone,
  };
}

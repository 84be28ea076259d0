import type { MessageView } from '../../../src/chat/messages/message-view';
import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import type { TimelineView } from '../../../src/sessions/monitoring/get-timeline';
import type { SessionView } from '../../../src/sessions/session-view';
import { bookSession, bookingBody } from '../../support/fixtures/book-session';
import type { BookedSession } from '../../support/fixtures/book-session';
import {
  waitForMessage,
  waitForStatus,
  receivedMessages,
  receivedStatuses,
} from '../../support/recorders/session-events';
import { recordSession } from '../../support/recorders/ably-recorder';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TimerQueue } from '../../support/harness/timer-queue';
import {
  INITIAL_MESSAGE,
  OPENING_MESSAGE,
  CLOSING_MESSAGE,
} from '../../support/contracts/contract-texts';

// One session of a few seconds, driven by its own timers only.

const LEAD_MS = 3_000;
const ENV = { INITIAL_MESSAGE_LEAD: 'PT3S', END_BUTTON_LEAD: 'PT3S', SESSION_MIN: 'PT1S' };

let system: TestSystem;
let client: TestUser;
let psychologist: TestUser;
let team: TestUser;
let booked: BookedSession;
let timersAtBooking: string[];
let earlyStatus: number[];
/** Closed after all tests. */
const recorders: AblyRecorder[] = [];
let byClient: AblyRecorder;
let byPsychologist: AblyRecorder;
let startsAt: number;
let endsAt: number;

beforeAll(async () => {
  system = await startSystem({ env: ENV });
  [client, psychologist, team] = await Promise.all([
    system.addUser('client'),
    system.addUser('psychologist'),
    system.addUser('team'),
  ]);
  booked = await bookSession(system, client, { startsIn: LEAD_MS + 2_000, lasts: 5_000 });
  const counseling = booked.response.body.data as CounselingView;
  startsAt = Date.parse(counseling.scheduledAt);
  endsAt = Date.parse(counseling.endsAt);
  timersAtBooking = await timerNames();
  [byClient, byPsychologist] = await Promise.all([record(client), record(psychologist)]);
  await waitForMessage(byClient, INITIAL_MESSAGE);
  earlyStatus = [await send(client, 'Halo'), await send(psychologist, 'Halo')];
  await waitForStatus(byClient, 'chat_enabled');
  await send(client, 'Saya cemas belakangan ini');
  await waitForMessage(byPsychologist, 'Saya cemas belakangan ini');
  await send(psychologist, 'Ceritakan lebih banyak');
  await waitForMessage(byClient, 'Ceritakan lebih banyak');
  await Promise.all([byClient, byPsychologist].map((one) => waitForStatus(one, 'completed')));
});
afterAll(async () => {
  for (const recorder of recorders) recorder.client.close();
  await system.stop();
});

async function record(as: TestUser): Promise<AblyRecorder> {
  const recorder = await recordSession(system, as, booked.sessionId);
  recorders.push(recorder);
  return recorder;
}

async function timerNames(): Promise<string[]> {
  const timers = new TimerQueue(system);
  try {
    await system.drain();
    return (await timers.jobsOf(booked.sessionId)).map((job) => job.name).sort();
  } finally {
    await timers.close();
  }
}

async function send(as: TestUser, message: string): Promise<number> {
  const body = { sessionId: booked.sessionId, message, messageType: 'text' };
  return (await system.call('POST', '/api/v1/chat/messages', { as, body })).status;
}

function messageWith(content: string): MessageView {
  const found = receivedMessages(byClient).find((message) => message.content === content);
  if (!found) throw new Error('The client did not receive the message');
  return found;
}

async function timeline(): Promise<TimelineView> {
  const path = `/api/v1/team/sessions/${booked.sessionId}/timeline`;
  return (await system.call<TimelineView>('GET', path, { as: team })).body.data;
}

describe('a counseling session by chat', () => {
  it('counseling-01 lets client and psychologist chat in real time over Ably', () => {
    for (const recorder of [byClient, byPsychologist]) {
      const manual = receivedMessages(recorder).filter((message) => !message.isAutomated);
      expect(manual.map(({ senderId, content }) => [senderId, content])).toEqual([
        [client.id, 'Saya cemas belakangan ini'],
        [psychologist.id, 'Ceritakan lebih banyak'],
      ]);
    }
  });

  it('counseling-02 runs unattended from booking to closing, over connections with tokens', () => {
    for (const [recorder, user] of [
      [byClient, client],
      [byPsychologist, psychologist],
    ] as const) {
      expect(recorder.client.auth.clientId).toBe(user.id);
      const contents = receivedMessages(recorder).map((message) => message.content);
      const texts = ['Saya cemas belakangan ini', 'Ceritakan lebih banyak'];
      expect(contents).toEqual([INITIAL_MESSAGE, OPENING_MESSAGE, ...texts, CLOSING_MESSAGE]);
      expect(receivedMessages(recorder).map((message) => message.seq)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('counseling-03 is booked with the method chat', async () => {
    const counseling = booked.response.body.data as CounselingView;
    expect(counseling).toMatchObject({ method: 'chat', client: { id: client.id } });
    expect(counseling.chatSession?.sessionId).toBe(booked.sessionId);
    const video = bookingBody({ startsIn: 3_600_000, method: 'video' });
    const path = '/api/v1/counselings/book';
    const other = await system.call<CounselingView>('POST', path, { as: client, body: video });
    expect(other.body.data.chatSession).toBeNull();
  });

  it('counseling-04 sends automated messages before and at the start', () => {
    const [greeting, opening] = [INITIAL_MESSAGE, OPENING_MESSAGE].map((text) =>
      Date.parse(messageWith(text).createdAt),
    );
    // A timer can fire a few milliseconds early.
    expect(greeting).toBeGreaterThan(startsAt - LEAD_MS - 50);
    expect(greeting).toBeLessThan(startsAt);
    expect(opening).toBeGreaterThan(startsAt - 50);
    expect(opening).toBeLessThan(endsAt - LEAD_MS);
  });

  it('counseling-05 stays closed until the start, which only the team triggers manually', async () => {
    expect(earlyStatus).toEqual([400, 400]);
    const next = await bookSession(system, client, {
      startsIn: 1_800_000,
      psychologist,
      lasts: 60_000,
    });
    const path = `/api/v1/team/sessions/${next.sessionId}/start`;
    const statuses = [];
    for (const as of [client, psychologist, team]) {
      statuses.push((await system.call('POST', path, { as, body: {} })).status);
    }
    expect(statuses).toEqual([403, 403, 200]);
    const running = await system.call<SessionView[]>('GET', '/api/v1/chat/sessions/active', {
      as: client,
    });
    expect(running.body.data.map((session) => session.sessionId)).toEqual([next.sessionId]);
  });

  it('counseling-06 warns of its end and then ends automatically', () => {
    const statuses = receivedStatuses(byPsychologist);
    expect(statuses.map((one) => one.status)).toEqual(['chat_enabled', 'ending_soon', 'completed']);
    const [, warned, completed] = statuses.map((one) => Date.parse(one.serverTime));
    expect(warned).toBeGreaterThan(endsAt - LEAD_MS - 50);
    expect(warned).toBeLessThan(endsAt);
    expect(completed).toBeGreaterThan(endsAt - 50);
    expect(statuses[2]?.endedBy).toBe('system');
  });

  it('counseling-07 delivers messages through Ably immediately', () => {
    const arrived = byPsychologist
      .named('message')
      .find((one) => one.data['content'] === 'Saya cemas belakangan ini');
    expect(arrived?.channel).toBe(`chat:session:${booked.sessionId}`);
    const created = Date.parse(messageWith('Saya cemas belakangan ini').createdAt);
    expect((arrived?.at ?? Infinity) - created).toBeLessThan(2_000);
  });

  it('counseling-08 runs on an API, Ably, PostgreSQL and BullMQ', async () => {
    const ready = await fetch(`${system.url}/readyz`);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      checks: { database: 'ok', redis: 'ok', ably: 'ok', worker: 'ok' },
    });
    expect(timersAtBooking).toEqual(['auto-end', 'enable-chat', 'end-button', 'initial-message']);
    const rows = await system.query<{ status: string }>(
      'SELECT status FROM chat_sessions WHERE id = $1',
      [booked.sessionId],
    );
    expect(rows).toEqual([{ status: 'completed' }]);
    expect(byClient.client.connection.state).toBe('connected');
  });

  it('counseling-09 has client, psychologist, team and an acting system (C-02)', async () => {
    for (const user of [client, psychologist, team]) {
      const path = '/api/v1/auth/login';
      const body = { email: user.email, password: 'ruang-diri' };
      const response = await system.call<{ user: object }>('POST', path, { body });
      expect(response.body.data.user).toMatchObject({ id: user.id, role: user.role });
    }
    const { steps } = await timeline();
    expect(steps.map((one) => [one.step, one.state, one.doneBy?.role])).toEqual([
      ['initial-message', 'done', 'system'],
      ['enable-chat', 'done', 'system'],
      ['end-button', 'done', 'system'],
      ['auto-end', 'done', 'system'],
    ]);
  });
});

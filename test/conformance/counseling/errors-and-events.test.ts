import type { StatusEvent } from '../../support/recorders/session-events';
import {
  waitForMessage,
  waitForStatus,
  receivedMessages,
  receivedStatuses,
} from '../../support/recorders/session-events';
import type { AblyRecorder } from '../../support/recorders/ably-recorder';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const DISABLED = 'Chat is not enabled for this session yet';
const NOT_FOUND = 'Chat session not found';
const NOT_PARTICIPANT = 'You are not a participant in this chat session';
const ENDED = 'Chat session has ended';
const UNKNOWN = '7a9a4c1e-0000-4000-8000-000000000000';

let harness: SessionHarness;
let pending: TestSession;
let active: TestSession;
let completed: TestSession;
let cancelled: TestSession;
let recorder: AblyRecorder;

beforeAll(async () => {
  harness = await SessionHarness.start();
  completed = await harness.book();
  active = await harness.book({ startsIn: 90 * 60_000 });
  pending = await harness.book({ startsIn: 300 * 60_000 });
  cancelled = await harness.createSession('cancelled', { startsIn: 300 * 60_000 });
  recorder = await harness.recordSession(completed.client, completed.sessionId);
  for (const step of ['initial-message', 'enable-chat'] as const) {
    await harness.runStep(completed, step);
  }
  await harness.sendMessage(completed.client, completed.sessionId, 'Saya cemas', {
    clientMessageId: 'one',
  });
  await harness.runStep(active, 'initial-message');
  await harness.runStep(completed, 'end-button');
  await harness.runStep(completed, 'auto-end');
  await harness.runStep(active, 'enable-chat');
  await waitForStatus(recorder, 'completed');
});
afterAll(() => harness.stop());

/** The contract's body is exact, except for the additional `code`. */
function expectError(response: ApiResponse<unknown>, statusCode: number, message: string): void {
  const { code, ...body } = response.body;
  expect(response.status).toBe(statusCode);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(body).toEqual({ success: false, message, statusCode });
  expect(typeof code).toBe('string');
}

function typing(as: TestUser, sessionId: string) {
  return harness.system.call('POST', '/api/v1/chat/typing', {
    as,
    body: { sessionId, isTyping: true },
  });
}

describe('errors', () => {
  it('counseling-97 answer 400 "Chat is not enabled for this session yet"', async () => {
    const { client, psychologist, sessionId } = pending;
    expectError(await harness.sendMessage(client, sessionId, 'Halo'), 400, DISABLED);
    expectError(await harness.sendMessage(psychologist, sessionId, 'Halo'), 400, DISABLED);
    expectError(await typing(client, sessionId), 400, DISABLED);
    expectError(await harness.end(client, sessionId), 400, DISABLED);
  });

  it('counseling-98 answer 404 "Chat session not found", for ids of any form', async () => {
    const { client } = active;
    for (const id of [UNKNOWN, 'session-uuid', '1', `${active.sessionId}0`, "'; --"]) {
      expectError(await harness.sendMessage(client, id, 'Halo'), 404, NOT_FOUND);
      expectError(await typing(client, id), 404, NOT_FOUND);
      const escaped = encodeURIComponent(id);
      expectError(await harness.history(client, escaped), 404, NOT_FOUND);
      expectError(await harness.end(client, escaped), 404, NOT_FOUND);
      expectError(await harness.teamAction('start', escaped), 404, NOT_FOUND);
    }
  });

  it('counseling-99 answer 403 "You are not a participant in this chat session"', async () => {
    for (const stranger of [pending.client, pending.psychologist, harness.team]) {
      expectError(
        await harness.sendMessage(stranger, active.sessionId, 'Halo'),
        403,
        NOT_PARTICIPANT,
      );
      expectError(await harness.history(stranger, active.sessionId), 403, NOT_PARTICIPANT);
      expectError(await harness.end(stranger, active.sessionId), 403, NOT_PARTICIPANT);
    }
  });

  it('counseling-100 answer 400 "Chat session has ended", also after a cancellation', async () => {
    for (const { client, psychologist, sessionId } of [completed, cancelled]) {
      expectError(await harness.sendMessage(client, sessionId, 'Halo'), 400, ENDED);
      expectError(await harness.sendMessage(psychologist, sessionId, 'Halo'), 400, ENDED);
      expectError(await typing(client, sessionId), 400, ENDED);
      expectError(await harness.end(psychologist, sessionId), 400, ENDED);
    }
  });

  it('C-18 check authentication, body, session, participant, end and start, in this order', async () => {
    const stranger = active.client;
    const unauthenticated = { ...stranger, token: 'nonsense' };
    const send = (as: TestUser, sessionId: unknown, message: unknown) =>
      harness.system.call('POST', '/api/v1/chat/messages', {
        as,
        body: { sessionId, message, messageType: 'text' },
      });
    // Each request is also invalid in everything that later requests check.
    expect((await send(unauthenticated, UNKNOWN, '')).status).toBe(401);
    expect((await send(stranger, UNKNOWN, '')).body.code).toBe('invalid-input');
    expect((await send(stranger, 7, 'Halo')).body.code).toBe('invalid-input');
    expectError(await send(stranger, UNKNOWN, 'Halo'), 404, NOT_FOUND);
    for (const { sessionId } of [completed, cancelled, pending]) {
      expectError(await send(stranger, sessionId, 'Halo'), 403, NOT_PARTICIPANT);
    }
    expectError(await send(completed.client, completed.sessionId, 'Halo'), 400, ENDED);
    expectError(await send(cancelled.client, cancelled.sessionId, 'Halo'), 400, ENDED);
    expectError(await send(pending.client, pending.sessionId, 'Halo'), 400, DISABLED);
    expect((await send(active.client, active.sessionId, 'Halo')).status).toBe(201);
  });
});

function receivedStatus(status: string): StatusEvent {
  const [event] = receivedStatuses(recorder).filter((one) => one.status === status);
  if (!event) throw new Error(`No event ${status} was received`);
  return event;
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe('events', () => {
  it('counseling-106 are named session-status, with status and session id', () => {
    const events = recorder.named('session-status');
    expect(receivedStatuses(recorder).map((one) => one.status)).toEqual([
      'chat_enabled',
      'ending_soon',
      'completed',
    ]);
    for (const one of events) {
      expect(one.channel).toBe(`chat:session:${completed.sessionId}`);
      expect(one.data).toMatchObject({ sessionId: completed.sessionId });
    }
  });

  it('counseling-107 report chat_enabled when the chat opens', () => {
    expect(receivedStatus('chat_enabled')).toEqual({
      status: 'chat_enabled',
      sessionId: completed.sessionId,
      serverTime: iso(completed.startsAt),
      endsAt: iso(completed.endsAt),
      remainingSeconds: 1_800,
    });
  });

  it('counseling-108 report ending_soon with the remaining time', () => {
    expect(receivedStatus('ending_soon')).toEqual({
      status: 'ending_soon',
      sessionId: completed.sessionId,
      serverTime: iso(completed.endsAt - 300_000),
      endsAt: iso(completed.endsAt),
      remainingSeconds: 300,
    });
  });

  it('counseling-109 report completed with who ended the session', () => {
    expect(receivedStatus('completed')).toEqual({
      status: 'completed',
      sessionId: completed.sessionId,
      serverTime: iso(completed.endsAt),
      endsAt: iso(completed.endsAt),
      endedBy: 'system',
    });
  });

  it('counseling-110 are named message, with isAutomated, messageType and content', async () => {
    const message = await waitForMessage(recorder, 'Saya cemas');
    const { client, sessionId } = completed;
    expect(message).toEqual({
      id: message.id,
      seq: 3,
      sessionId,
      senderId: client.id,
      senderName: client.fullName,
      senderRole: 'client',
      content: 'Saya cemas',
      messageType: 'text',
      isAutomated: false,
      createdAt: iso(completed.startsAt),
      clientMessageId: 'one',
    });
    const kinds = receivedMessages(recorder).map(({ isAutomated, messageType }) => ({
      isAutomated,
      messageType,
    }));
    const automated = { isAutomated: true, messageType: 'automated' };
    const text = { isAutomated: false, messageType: 'text' };
    expect(kinds).toEqual([automated, automated, text, automated]);
  });
});

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

let stage: SessionHarness;
let pending: TestSession;
let active: TestSession;
let completed: TestSession;
let cancelled: TestSession;
let heard: AblyRecorder;

beforeAll(async () => {
  stage = await SessionHarness.start();
  completed = await stage.book();
  active = await stage.book({ startsIn: 90 * 60_000 });
  pending = await stage.book({ startsIn: 300 * 60_000 });
  cancelled = await stage.createSession('cancelled', { startsIn: 300 * 60_000 });
  heard = await stage.recordSession(completed.client, completed.sessionId);
  for (const step of ['initial-message', 'enable-chat'] as const) {
    await stage.runStep(completed, step);
  }
  await stage.sendMessage(completed.client, completed.sessionId, 'Saya cemas', {
    clientMessageId: 'one',
  });
  await stage.runStep(active, 'initial-message');
  await stage.runStep(completed, 'end-button');
  await stage.runStep(completed, 'auto-end');
  await stage.runStep(active, 'enable-chat');
  await waitForStatus(heard, 'completed');
});
afterAll(() => stage.stop());

/** The contract's body is exact; beside it there may be a code for programs. */
function expectError(answer: ApiResponse<unknown>, statusCode: number, message: string): void {
  const { code, ...body } = answer.body;
  expect(answer.status).toBe(statusCode);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(body).toEqual({ success: false, message, statusCode });
  expect(typeof code).toBe('string');
}

function typing(as: TestUser, sessionId: string) {
  return stage.system.call('POST', '/api/v1/chat/typing', {
    as,
    body: { sessionId, isTyping: true },
  });
}

describe('errors', () => {
  it('counseling-97 answers 400 "Chat is not enabled for this session yet"', async () => {
    const { client, psychologist, sessionId } = pending;
    expectError(await stage.sendMessage(client, sessionId, 'Halo'), 400, DISABLED);
    expectError(await stage.sendMessage(psychologist, sessionId, 'Halo'), 400, DISABLED);
    expectError(await typing(client, sessionId), 400, DISABLED);
    expectError(await stage.end(client, sessionId), 400, DISABLED);
  });

  it('counseling-98 answers 404 "Chat session not found", for ids of any form', async () => {
    const { client } = active;
    for (const id of [UNKNOWN, 'session-uuid', '1', `${active.sessionId}0`, "'; --"]) {
      expectError(await stage.sendMessage(client, id, 'Halo'), 404, NOT_FOUND);
      expectError(await typing(client, id), 404, NOT_FOUND);
      const escaped = encodeURIComponent(id);
      expectError(await stage.history(client, escaped), 404, NOT_FOUND);
      expectError(await stage.end(client, escaped), 404, NOT_FOUND);
      expectError(await stage.teamAction('start', escaped), 404, NOT_FOUND);
    }
  });

  it('counseling-99 answers 403 "You are not a participant in this chat session"', async () => {
    for (const stranger of [pending.client, pending.psychologist, stage.team]) {
      expectError(
        await stage.sendMessage(stranger, active.sessionId, 'Halo'),
        403,
        NOT_PARTICIPANT,
      );
      expectError(await stage.history(stranger, active.sessionId), 403, NOT_PARTICIPANT);
      expectError(await stage.end(stranger, active.sessionId), 403, NOT_PARTICIPANT);
    }
  });

  it('counseling-100 answers 400 "Chat session has ended", also after a cancellation', async () => {
    for (const { client, psychologist, sessionId } of [completed, cancelled]) {
      expectError(await stage.sendMessage(client, sessionId, 'Halo'), 400, ENDED);
      expectError(await stage.sendMessage(psychologist, sessionId, 'Halo'), 400, ENDED);
      expectError(await typing(client, sessionId), 400, ENDED);
      expectError(await stage.end(psychologist, sessionId), 400, ENDED);
    }
  });

  it('C-18 checks who asks, then the body, the session, the person, its end and its start', async () => {
    const stranger = active.client;
    const nobody = { ...stranger, token: 'nonsense' };
    const send = (as: TestUser, sessionId: unknown, message: unknown) =>
      stage.system.call('POST', '/api/v1/chat/messages', {
        as,
        body: { sessionId, message, messageType: 'text' },
      });
    // Each line is wrong in everything that a later line checks.
    expect((await send(nobody, UNKNOWN, '')).status).toBe(401);
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

function statusHeard(status: string): StatusEvent {
  const [event] = receivedStatuses(heard).filter((one) => one.status === status);
  if (!event) throw new Error(`Nobody heard ${status}`);
  return event;
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe('events', () => {
  it("counseling-106 names the event session-status, with status and session's id", () => {
    const events = heard.named('session-status');
    expect(receivedStatuses(heard).map((one) => one.status)).toEqual([
      'chat_enabled',
      'ending_soon',
      'completed',
    ]);
    for (const one of events) {
      expect(one.channel).toBe(`chat:session:${completed.sessionId}`);
      expect(one.data).toMatchObject({ sessionId: completed.sessionId });
    }
  });

  it('counseling-107 tells chat_enabled when the chat opens', () => {
    expect(statusHeard('chat_enabled')).toEqual({
      status: 'chat_enabled',
      sessionId: completed.sessionId,
      serverTime: iso(completed.startsAt),
      endsAt: iso(completed.endsAt),
      remainingSeconds: 1_800,
    });
  });

  it('counseling-108 tells ending_soon with the time that is left', () => {
    expect(statusHeard('ending_soon')).toEqual({
      status: 'ending_soon',
      sessionId: completed.sessionId,
      serverTime: iso(completed.endsAt - 300_000),
      endsAt: iso(completed.endsAt),
      remainingSeconds: 300,
    });
  });

  it('counseling-109 tells completed with who ended it', () => {
    expect(statusHeard('completed')).toEqual({
      status: 'completed',
      sessionId: completed.sessionId,
      serverTime: iso(completed.endsAt),
      endsAt: iso(completed.endsAt),
      endedBy: 'system',
    });
  });

  it('counseling-110 names the event message, with isAutomated, messageType and content', async () => {
    const written = await waitForMessage(heard, 'Saya cemas');
    const { client, sessionId } = completed;
    expect(written).toEqual({
      id: written.id,
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
    const kinds = receivedMessages(heard).map(({ isAutomated, messageType }) => ({
      isAutomated,
      messageType,
    }));
    const automated = { isAutomated: true, messageType: 'automated' };
    const text = { isAutomated: false, messageType: 'text' };
    expect(kinds).toEqual([automated, automated, text, automated]);
  });
});

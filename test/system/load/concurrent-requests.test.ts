import {
  bookedResponse,
  sentResponse,
  unreadResponse,
} from '../../../src/api/counseling/counseling-schemas';
import type { SessionMessagePage } from '../../../src/chat/messages/list-messages';
import type { MessageView } from '../../../src/chat/messages/message-view';
import { wallClock } from '../../support/harness/session-harness';
import { bookingBody } from '../../support/fixtures/book-session';
import { createUsers } from '../../support/fixtures/create-users';
import { sessionViolations } from '../../support/checks/session-invariants';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';

const HOUR = 3_600_000;
const CLIENT_COUNT = 200;

describe('concurrent requests', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  const statusesOf = (responses: ApiResponse[]): Record<number, number> => {
    const counts: Record<number, number> = {};
    for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  const bookAll = (clients: TestUser[], body: object) => {
    const call = { body, reply: bookedResponse };
    const path = '/api/v1/counselings/book';
    return Promise.all(clients.map((as) => system.call('POST', path, { as, ...call })));
  };

  it('book the last free slot for exactly one of 200 clients', async () => {
    const psychologist = await system.addUser('psychologist');
    const clients = await createUsers(system, 'client', CLIENT_COUNT + 4);
    const body = bookingBody({ startsIn: 24 * HOUR, psychologist });
    const first = await bookAll(clients.slice(0, 4), body);
    expect(statusesOf(first)).toEqual({ 201: 4 });

    const responses = await bookAll(clients.slice(4), body);
    expect(statusesOf(responses)).toEqual({ 201: 1, 409: CLIENT_COUNT - 1 });
    for (const { status, body: refusal } of responses) {
      if (status === 201) continue;
      expect(refusal.code).toBe('psychologist-full');
      expect(refusal.details?.nextSlots?.length).toBeGreaterThan(0);
    }
    const [stored] = await system.query(
      'SELECT count(*)::int AS booked FROM counselings WHERE psychologist_id = $1',
      [psychologist.id],
    );
    expect(stored).toEqual({ booked: 5 });
  });

  it('book a client once for one time', async () => {
    const client = await system.addUser('client');
    await createUsers(system, 'psychologist', 3);
    const body = bookingBody({ startsIn: 48 * HOUR });
    const responses = await bookAll(Array<TestUser>(CLIENT_COUNT).fill(client), body);
    expect(statusesOf(responses)).toEqual({ 201: 1, 409: CLIENT_COUNT - 1 });
    const codes = new Set(responses.map((response) => response.body.code));
    expect(codes).toEqual(new Set([undefined, 'client-overlap']));
  });

  it('move only one of two sessions to the last free slot', async () => {
    const psychologist = await system.addUser('psychologist');
    const clients = await createUsers(system, 'client', 6);
    const startsAt = Math.ceil(Date.now() / HOUR) * HOUR + 72 * HOUR;
    const taken = wallClock(startsAt, startsAt + HOUR);
    const full = { method: 'chat', psychologistId: psychologist.id, ...taken };
    expect(statusesOf(await bookAll(clients.slice(0, 4), full))).toEqual({ 201: 4 });
    const otherTime = { ...full, ...wallClock(startsAt + 5 * HOUR, startsAt + 6 * HOUR) };
    const movers = clients.slice(4);
    const booked = await bookAll(movers, otherTime);

    const moved = await Promise.all(
      movers.map((as, index) => {
        const path = `/api/v1/counselings/${booked[index]?.body.data.id}/reschedule`;
        return system.call('PUT', path, { as, body: taken });
      }),
    );
    expect(statusesOf(moved)).toEqual({ 200: 1, 409: 1 });
  });

  it('number 200 messages without gaps and count each as unread', async () => {
    const { sessionId, client, psychologist } = await createActiveSession(system);
    const responses = await Promise.all(
      Array.from({ length: CLIENT_COUNT }, (_, index) =>
        system.call('POST', '/api/v1/chat/messages', {
          as: index % 4 === 0 ? psychologist : client,
          body: { sessionId, message: `number ${index}`, messageType: 'text' },
          reply: sentResponse,
        }),
      ),
    );
    expect(statusesOf(responses)).toEqual({ 201: CLIENT_COUNT });
    const seqs = responses.map((response) => response.body.data.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(
      Array.from({ length: CLIENT_COUNT }, (_, index) => (seqs[0] ?? 0) + index),
    );
    const before = (seqs[0] ?? 0) - 1;
    expect(await unread(sessionId, client)).toBe(CLIENT_COUNT / 4 + before);
    // The automated messages before them count as the psychologist's own.
    expect(await unread(sessionId, psychologist)).toBe((CLIENT_COUNT * 3) / 4);
  });

  it('store one message of 50 sends with one clientMessageId', async () => {
    const { sessionId, client, psychologist } = await createActiveSession(system);
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        system.call('POST', '/api/v1/chat/messages', {
          as: client,
          headers: index % 2 ? { 'idempotency-key': 'one-and-the-same' } : {},
          body: {
            sessionId,
            message: `try ${index}`,
            messageType: 'text',
            ...(index % 2 ? {} : { clientMessageId: 'one-and-the-same' }),
          },
          reply: sentResponse,
        }),
      ),
    );
    expect(statusesOf(responses)).toEqual({ 201: 50 });
    const stored = new Set(responses.map(({ body }) => `${body.data.id} ${body.data.content}`));
    expect(stored.size).toBe(1);
    expect(await unread(sessionId, psychologist)).toBe(1);
    const ownMessages = (await history(sessionId, client)).filter(
      (one) => one.senderId === client.id,
    );
    expect(ownMessages).toHaveLength(1);
  });

  it('end a session for the first of two callers', async () => {
    const { sessionId, client, psychologist } = await createActiveSession(system);
    const path = `/api/v1/chat/sessions/${sessionId}/end`;
    const responses = await Promise.all(
      [client, psychologist].map((as) => system.call('PUT', path, { as })),
    );
    expect(statusesOf(responses)).toEqual({ 200: 1, 400: 1 });
    const refused = responses.find((response) => response.status === 400);
    expect(refused?.body.message).toBe('Chat session has ended');
    expect(await sessionViolations(system, sessionId)).toEqual([]);
  });

  it.each(Array.from({ length: 6 }, (_, round) => round))(
    'add no message after the end of a session (round %i)',
    async () => {
      const { sessionId, client, psychologist } = await createActiveSession(system);
      const send = (index: number) =>
        system.call('POST', '/api/v1/chat/messages', {
          as: index % 2 ? client : psychologist,
          body: { sessionId, message: `word ${index}`, messageType: 'text' },
          reply: sentResponse,
        });
      const sends = Array.from({ length: 15 }, (_, index) => send(index));
      const end = system.call('PUT', `/api/v1/chat/sessions/${sessionId}/end`, { as: client });
      const later = Array.from({ length: 15 }, (_, index) => send(15 + index));
      const [ended, ...responses] = await Promise.all([end, ...sends, ...later]);
      expect(ended.status).toBe(200);
      const after = await send(99);
      expect(after.body.message).toBe('Chat session has ended');

      const stored = await history(sessionId, client);
      // The system message about the end is the last message.
      expect(stored.at(-1)?.messageType).toBe('system');
      const accepted = responses.filter((response) => response.status === 201);
      const refused = responses.filter((response) => response.status !== 201);
      expect(new Set(refused.map(({ body }) => body.message))).toEqual(
        new Set(refused.length > 0 ? ['Chat session has ended'] : []),
      );
      const ids = new Set(stored.map(({ id }) => id));
      expect(accepted.filter(({ body }) => !ids.has(body.data.id))).toEqual([]);
      expect(stored.filter((one) => one.messageType === 'text')).toHaveLength(accepted.length);
      expect(await sessionViolations(system, sessionId)).toEqual([]);
    },
  );

  async function history(sessionId: string, as: TestUser): Promise<MessageView[]> {
    const path = `/api/v1/chat/history?sessionId=${sessionId}&limit=100`;
    return (await system.call<SessionMessagePage>('GET', path, { as })).body.data.data;
  }

  async function unread(sessionId: string, as: TestUser): Promise<number> {
    const path = `/api/v1/chat/sessions/${sessionId}/unread-count`;
    return (await system.call('GET', path, { as, reply: unreadResponse })).body.data.unreadCount;
  }
});

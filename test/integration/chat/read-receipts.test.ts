import type { Receipt } from '../../../src/chat/receipts/mark-read';
import type { ReceivedMessage, AblyRecorder } from '../../support/recorders/ably-recorder';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

let harness: SessionHarness;
let session: TestSession;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

/** Each test has its own open session with two automated, unread messages. */
beforeEach(async () => {
  session = await harness.createSession('active');
});

function read(as: TestUser, body: object = {}) {
  const path = `/api/v1/chat/sessions/${session.sessionId}/read`;
  return harness.system.call<Receipt>('PUT', path, { as, body });
}

async function unread(as: TestUser): Promise<number> {
  const path = `/api/v1/chat/sessions/${session.sessionId}/unread-count`;
  const { body } = await harness.system.call<{ unreadCount: number }>('GET', path, { as });
  return body.data.unreadCount;
}

async function total(as: TestUser): Promise<number> {
  const path = '/api/v1/chat/unread-count/total';
  const { body } = await harness.system.call<{ unreadCount: number }>('GET', path, { as });
  return body.data.unreadCount;
}

function waitForPayload(
  listener: AblyRecorder,
  name: string,
  more: object,
): Promise<ReceivedMessage> {
  const matches = ({ data }: ReceivedMessage): boolean =>
    Object.entries(more).every(([key, value]) => (data as Record<string, unknown>)[key] === value);
  return listener.waitFor(name, (one) => one.name === name && matches(one));
}

describe('read marks', () => {
  it('come with every page of history, for both participants', async () => {
    const { client, psychologist, sessionId } = session;
    await read(client, { upToSeq: 1 });
    const { body } = await harness.history(psychologist, sessionId, '&afterSeq=2');
    expect(body.data.readMarks).toEqual(
      expect.arrayContaining([
        { userId: client.id, lastReadSeq: 1, lastDeliveredSeq: 1 },
        { userId: psychologist.id, lastReadSeq: 0, lastDeliveredSeq: 0 },
      ]),
    );
    expect(body.data.readMarks).toHaveLength(2);
  });
});

describe('unread counters', () => {
  it('count messages of others, automated ones included, and never own messages', async () => {
    const { client, psychologist, sessionId } = session;
    expect([await unread(client), await unread(psychologist)]).toEqual([2, 0]);
    await harness.sendMessage(client, sessionId, 'Halo');
    await harness.sendMessage(client, sessionId, 'Apakah Anda di sana?');
    await harness.sendMessage(psychologist, sessionId, 'Ya');
    expect([await unread(client), await unread(psychologist)]).toEqual([3, 2]);
  });

  it('are sent with each message on the channel', async () => {
    const { client, psychologist, sessionId } = session;
    const recorder = await harness.recordSession(psychologist, sessionId);
    await harness.sendMessage(client, sessionId, 'Halo');
    const userId = psychologist.id;
    const { data } = await waitForPayload(recorder, 'unread_count_update', {
      userId,
      unreadCount: 1,
    });
    expect(data).toEqual({ sessionId, userId, unreadCount: 1 });
  });

  it('sum up over the sessions of a user', async () => {
    const { psychologist, client, sessionId } = session;
    await harness.sendMessage(client, sessionId, 'Halo');
    await harness.end(client, sessionId);
    const second = await harness.createSession('active', { psychologist });
    await harness.sendMessage(second.client, second.sessionId, 'Halo');
    await harness.sendMessage(second.client, second.sessionId, 'Selamat pagi');
    // The system message about the end of the first session is unread for both.
    expect(await total(psychologist)).toBe(1 + 1 + 2);
    expect(await total(second.client)).toBe(2);
  });

  it('are correct after concurrent messages', async () => {
    const { client, psychologist, sessionId } = session;
    const sends = Array.from({ length: 20 }, (_, index) =>
      harness.sendMessage(index % 2 ? client : psychologist, sessionId, `message ${index}`),
    );
    await Promise.all(sends);
    expect([await unread(client), await unread(psychologist)]).toEqual([2 + 10, 10]);
  });
});

describe('read receipts', () => {
  it('reset the counter and notify the other participant', async () => {
    const { client, psychologist, sessionId } = session;
    const recorder = await harness.recordSession(psychologist, sessionId);
    expect((await read(client)).body.data).toEqual({ sessionId, lastReadSeq: 2, unreadCount: 0 });
    expect(await unread(client)).toBe(0);
    const receipt = await waitForPayload(recorder, 'read_receipt', { userId: client.id });
    const readAt = new Date(harness.clock.now()).toISOString();
    expect(receipt.data).toEqual({ sessionId, userId: client.id, lastReadSeq: 2, readAt });
    await waitForPayload(recorder, 'unread_count_update', { userId: client.id, unreadCount: 0 });
  });

  it('cover messages up to a seq and no later ones', async () => {
    const { client, psychologist, sessionId } = session;
    await harness.sendMessage(psychologist, sessionId, 'Satu');
    await harness.sendMessage(client, sessionId, 'Dua');
    await harness.sendMessage(psychologist, sessionId, 'Tiga');
    const upTo = await read(client, { upToSeq: 3 });
    expect(upTo.body.data).toEqual({ sessionId, lastReadSeq: 3, unreadCount: 1 });
    expect(await unread(client)).toBe(1);
    expect(await unread(psychologist)).toBe(1);
  });

  it('never move back or beyond the newest message', async () => {
    const { client } = session;
    expect((await read(client, { upToSeq: 900 })).body.data.lastReadSeq).toBe(2);
    expect((await read(client, { upToSeq: 1 })).body.data).toMatchObject({
      lastReadSeq: 2,
      unreadCount: 0,
    });
  });

  it('are sent once, not again for a mark that did not move', async () => {
    await read(session.client);
    await read(session.client);
    await read(session.client, { upToSeq: 1 });
    const rows = await harness.system.query(
      `SELECT 1 FROM outbox_events WHERE kind = 'conversation.read' AND payload->>'userId' = $1`,
      [session.client.id],
    );
    expect(rows).toHaveLength(1);
  });

  it('reject invalid input', async () => {
    for (const upToSeq of [-1, 1.5, '2', 3_000_000_000, null]) {
      expect((await read(session.client, { upToSeq })).status).toBe(400);
    }
    expect(await unread(session.client)).toBe(2);
  });
});

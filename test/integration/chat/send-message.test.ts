import { waitForMessage, receivedMessages } from '../../support/recorders/session-events';
import type { SentMessage } from '../../support/harness/session-harness';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse } from '../../support/harness/test-system';

let harness: SessionHarness;
let session: TestSession;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());
beforeEach(async () => {
  session = await harness.createSession('active');
});

function withKey(
  key: string,
  message: string,
  more: object = {},
): Promise<ApiResponse<SentMessage>> {
  return harness.system.call<SentMessage>('POST', '/api/v1/chat/messages', {
    as: session.client,
    headers: { 'idempotency-key': key },
    body: { sessionId: session.sessionId, message, messageType: 'text', ...more },
  });
}

/** The client's stored messages. */
async function storedTexts(): Promise<string[]> {
  return (await harness.texts(session)).slice(2);
}

describe('a repeated send', () => {
  it('returns the first message for the same clientMessageId', async () => {
    const { client, sessionId } = session;
    const first = await harness.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    harness.clock.advance(5_000);
    const repeated = await harness.sendMessage(client, sessionId, 'Halo', {
      clientMessageId: 'a1',
    });
    expect(repeated.status).toBe(201);
    expect(repeated.body.data).toEqual(first.body.data);
    expect(repeated.body.data.clientMessageId).toBe('a1');
    expect(await storedTexts()).toEqual(['Halo']);
  });

  it('returns the first message even when the text differs', async () => {
    const { client, sessionId } = session;
    await harness.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    const repeated = await harness.sendMessage(client, sessionId, 'Lain', {
      clientMessageId: 'a1',
    });
    expect(repeated.body.data).toMatchObject({ content: 'Halo', message: 'Halo' });
    expect(await storedTexts()).toEqual(['Halo']);
  });

  it('is recognised by the Idempotency-Key header too', async () => {
    const first = await withKey('k-1', 'Halo');
    const repeated = await withKey('k-1', 'Halo');
    expect(repeated.body.data).toEqual(first.body.data);
    const other = await withKey('k-2', 'Halo');
    expect(other.body.data.id).not.toBe(first.body.data.id);
    expect(await storedTexts()).toEqual(['Halo', 'Halo']);
  });

  it('uses the id in the body where body and header differ', async () => {
    const first = await withKey('header', 'Halo', { clientMessageId: 'body' });
    expect(first.body.data.clientMessageId).toBe('body');
    const second = await withKey('header', 'Halo');
    expect(second.body.data.id).not.toBe(first.body.data.id);
  });

  it('is stored and delivered once when concurrent', async () => {
    const { client, psychologist, sessionId } = session;
    const recorder = await harness.recordSession(psychologist, sessionId);
    const responses = await Promise.all(
      Array.from({ length: 8 }, () =>
        harness.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'at-once' }),
      ),
    );
    expect(new Set(responses.map((response) => response.body.data.id)).size).toBe(1);
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => 201));
    await harness.sendMessage(client, sessionId, 'Selesai');
    await waitForMessage(recorder, 'Selesai');
    expect(receivedMessages(recorder).map(({ seq, content }) => [seq, content])).toEqual([
      [3, 'Halo'],
      [4, 'Selesai'],
    ]);
  });

  it('is specific to sender and session', async () => {
    const { client, psychologist, sessionId } = session;
    const clientMessage = await harness.sendMessage(client, sessionId, 'Halo', {
      clientMessageId: 'same',
    });
    const psychologistMessage = await harness.sendMessage(psychologist, sessionId, 'Hai', {
      clientMessageId: 'same',
    });
    expect(psychologistMessage.body.data).toMatchObject({ seq: 4, content: 'Hai' });
    expect(psychologistMessage.body.data.id).not.toBe(clientMessage.body.data.id);
    await harness.end(client, sessionId);
    const next = await harness.createSession('active', { client, psychologist });
    const later = await harness.sendMessage(client, next.sessionId, 'Halo', {
      clientMessageId: 'same',
    });
    expect(later.body.data).toMatchObject({ seq: 3, sessionId: next.sessionId });
  });

  it('returns the first message after the session ended and adds none', async () => {
    const { client, sessionId } = session;
    const first = await harness.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    await harness.end(client, sessionId);
    const repeated = await harness.sendMessage(client, sessionId, 'Halo', {
      clientMessageId: 'a1',
    });
    expect(repeated.body.data.id).toBe(first.body.data.id);
    expect(
      (await harness.sendMessage(client, sessionId, 'Lagi', { clientMessageId: 'a2' })).status,
    ).toBe(400);
  });

  it('requires an id of 1 to 200 characters', async () => {
    const { client, sessionId } = session;
    for (const clientMessageId of ['', 'x'.repeat(201), 'a\0b', 7]) {
      const refused = await harness.sendMessage(client, sessionId, 'Halo', { clientMessageId });
      expect(refused.status).toBe(400);
    }
    const longest = 'x'.repeat(200);
    const response = await harness.sendMessage(client, sessionId, 'Halo', {
      clientMessageId: longest,
    });
    expect(response.body.data.clientMessageId).toBe(longest);
  });
});

describe('concurrent sends', () => {
  it('are numbered without gaps and received in order', async () => {
    const { client, psychologist, sessionId } = session;
    const recorder = await harness.recordSession(psychologist, sessionId);
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        harness.sendMessage(index % 2 ? client : psychologist, sessionId, `message ${index}`),
      ),
    );
    const seqs = responses.map((response) => response.body.data.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, index) => index + 3));
    await recorder.waitFor('the last message', () => receivedMessages(recorder).length === 40);
    expect(receivedMessages(recorder).map((message) => message.seq)).toEqual(seqs);
  });
});

import { waitForMessage, receivedMessages } from '../../support/recorders/session-events';
import type { SentMessage } from '../../support/harness/session-harness';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse } from '../../support/harness/test-system';

let stage: SessionHarness;
let session: TestSession;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());
beforeEach(async () => {
  session = await stage.createSession('active');
});

function withKey(
  key: string,
  message: string,
  more: object = {},
): Promise<ApiResponse<SentMessage>> {
  return stage.system.call<SentMessage>('POST', '/api/v1/chat/messages', {
    as: session.client,
    headers: { 'idempotency-key': key },
    body: { sessionId: session.sessionId, message, messageType: 'text', ...more },
  });
}

/** What the client wrote, as kept. */
async function written(): Promise<string[]> {
  return (await stage.texts(session)).slice(2);
}

describe('a send that is repeated', () => {
  it('returns the first message for the same clientMessageId', async () => {
    const { client, sessionId } = session;
    const first = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    stage.clock.advance(5_000);
    const again = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    expect(again.status).toBe(201);
    expect(again.body.data).toEqual(first.body.data);
    expect(again.body.data.clientMessageId).toBe('a1');
    expect(await written()).toEqual(['Halo']);
  });

  it('returns the first message even when its words differ', async () => {
    const { client, sessionId } = session;
    await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    const again = await stage.sendMessage(client, sessionId, 'Lain', { clientMessageId: 'a1' });
    expect(again.body.data).toMatchObject({ content: 'Halo', message: 'Halo' });
    expect(await written()).toEqual(['Halo']);
  });

  it('is recognised by the header Idempotency-Key as well', async () => {
    const first = await withKey('k-1', 'Halo');
    const again = await withKey('k-1', 'Halo');
    expect(again.body.data).toEqual(first.body.data);
    const other = await withKey('k-2', 'Halo');
    expect(other.body.data.id).not.toBe(first.body.data.id);
    expect(await written()).toEqual(['Halo', 'Halo']);
  });

  it('goes by the body where body and header differ', async () => {
    const first = await withKey('header', 'Halo', { clientMessageId: 'body' });
    expect(first.body.data.clientMessageId).toBe('body');
    const again = await withKey('header', 'Halo');
    expect(again.body.data.id).not.toBe(first.body.data.id);
  });

  it('is kept and delivered once when two come at the same moment', async () => {
    const { client, psychologist, sessionId } = session;
    const heard = await stage.recordSession(psychologist, sessionId);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'at-once' }),
      ),
    );
    expect(new Set(answers.map((answer) => answer.body.data.id)).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    await stage.sendMessage(client, sessionId, 'Selesai');
    await waitForMessage(heard, 'Selesai');
    expect(receivedMessages(heard).map(({ seq, content }) => [seq, content])).toEqual([
      [3, 'Halo'],
      [4, 'Selesai'],
    ]);
  });

  it('belongs to its sender and its session', async () => {
    const { client, psychologist, sessionId } = session;
    const mine = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'same' });
    const theirs = await stage.sendMessage(psychologist, sessionId, 'Hai', {
      clientMessageId: 'same',
    });
    expect(theirs.body.data).toMatchObject({ seq: 4, content: 'Hai' });
    expect(theirs.body.data.id).not.toBe(mine.body.data.id);
    await stage.end(client, sessionId);
    const next = await stage.createSession('active', { client, psychologist });
    const later = await stage.sendMessage(client, next.sessionId, 'Halo', {
      clientMessageId: 'same',
    });
    expect(later.body.data).toMatchObject({ seq: 3, sessionId: next.sessionId });
  });

  it('still finds its first message after the session ended, and adds nothing', async () => {
    const { client, sessionId } = session;
    const first = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    await stage.end(client, sessionId);
    const again = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: 'a1' });
    expect(again.body.data.id).toBe(first.body.data.id);
    expect(
      (await stage.sendMessage(client, sessionId, 'Lagi', { clientMessageId: 'a2' })).status,
    ).toBe(400);
  });

  it('needs an id of 1 to 200 characters', async () => {
    const { client, sessionId } = session;
    for (const clientMessageId of ['', 'x'.repeat(201), 'a\0b', 7]) {
      const refused = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId });
      expect(refused.status).toBe(400);
    }
    const longest = 'x'.repeat(200);
    const kept = await stage.sendMessage(client, sessionId, 'Halo', { clientMessageId: longest });
    expect(kept.body.data.clientMessageId).toBe(longest);
  });
});

describe('many sends at once', () => {
  it('are numbered without a gap and heard in their order', async () => {
    const { client, psychologist, sessionId } = session;
    const heard = await stage.recordSession(psychologist, sessionId);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        stage.sendMessage(index % 2 ? client : psychologist, sessionId, `message ${index}`),
      ),
    );
    const seqs = answers.map((answer) => answer.body.data.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, index) => index + 3));
    await heard.waitFor('the last message', () => receivedMessages(heard).length === 40);
    expect(receivedMessages(heard).map((message) => message.seq)).toEqual(seqs);
  });
});

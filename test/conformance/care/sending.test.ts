import { CareFixture } from '../../support/fixtures/care-fixture';
import { sendRawRequest } from '../../support/clients/raw-request';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';

let system: TestSystem;
let fixture: CareFixture;
let pair: CarePair;
let client: TestUser;
let psychologist: TestUser;
beforeAll(async () => {
  system = await startSystem();
  fixture = new CareFixture(system);
});
beforeEach(async () => {
  pair = await fixture.createPair();
  ({ client, psychologist } = pair);
});
afterAll(() => system.stop());

describe('sending in care', () => {
  it('care-15 is done by POST /api/v1/chat/messages', async () => {
    const response = await system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { message_text: 'Halo, perawat!' },
    });
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      success: true,
      data: {
        message_text: 'Halo, perawat!',
        sender_user_id: Number(client.id),
        sender_role: 'ibu_hamil',
        is_read: false,
      },
    });
  });

  it('care-16 reaches the assigned perawat of an ibu hamil, regardless of ibu_hamil_id', async () => {
    const other = await fixture.createPair();
    for (const ibu_hamil_id of [undefined, Number(other.client.id), 'unknown', null, {}]) {
      const { status, body } = await fixture.postMessage(client, {
        message_text: 'Halo',
        ibu_hamil_id,
      });
      expect(status).toBe(201);
      const conversation = await fixture.conversation(client, body.data.conversation_id);
      expect(conversation.perawat_id).toBe(Number(psychologist.id));
    }
  });

  it('care-17 requires a perawat to name the ibu hamil', async () => {
    const nameless = await fixture.postMessage(psychologist, { message_text: 'Halo' });
    expect(nameless.status).toBe(400);
    expect(nameless.body.details?.fields).toEqual([
      { field: 'ibu_hamil_id', message: 'is required' },
    ]);
    const ibu_hamil_id = Number(client.id);
    const sent = await fixture.postMessage(psychologist, { message_text: 'Halo', ibu_hamil_id });
    expect(sent.status).toBe(201);
    expect(sent.body.data.sender_role).toBe('perawat');
  });

  it('care-18 creates the conversation with its first message', async () => {
    expect((await fixture.get(client)).body.data).toEqual([]);
    const conversation = await fixture.startConversation(pair);
    expect((await fixture.get(client)).body.data).toMatchObject([{ id: conversation }]);
  });

  it('care-49 accepts Authorization: Bearer {token}', async () => {
    const headers = { authorization: `Bearer ${client.token}` };
    const body = { message_text: 'Halo' };
    expect((await fixture.postMessage(undefined, body, headers)).status).toBe(201);
    expect((await fixture.postMessage(undefined, body)).status).toBe(401);
  });

  it('care-50 accepts JSON, also without a content type or as plain text', async () => {
    for (const type of ['application/json', 'text/plain; charset=utf-8', undefined]) {
      const { status } = await sendRawRequest(system.url, {
        method: 'POST',
        path: '/api/v1/chat/messages',
        headers: {
          authorization: `Bearer ${client.token}`,
          ...(type ? { 'content-type': type } : {}),
        },
        body: JSON.stringify({ message_text: 'Hello, perawat!' }),
      });
      expect(status).toBe(201);
    }
  });

  it('care-62 rejects a message without text', async () => {
    for (const message_text of ['', '   ', null, 5, ['x']]) {
      const { status, body } = await fixture.postMessage(client, { message_text });
      expect(status).toBe(400);
      expect(body.details?.fields?.[0]?.field).toBe('message_text');
    }
  });

  it('care-68 accepts up to 5000 characters regardless of their size in bytes', async () => {
    const sent = await fixture.postMessage(client, { message_text: '💙'.repeat(5_000) });
    expect(sent.status).toBe(201);
    expect(sent.body.data.message_text).toBe('💙'.repeat(5_000));
    expect((await fixture.postMessage(client, { message_text: 'x'.repeat(5_001) })).status).toBe(
      400,
    );
  });

  it('care-69 limits the rate per user and returns when to retry', async () => {
    const limited = await startSystem({ env: { RATE_LIMIT_MESSAGES: '5' }, worker: false });
    try {
      const limitedFixture = new CareFixture(limited);
      const one = await limitedFixture.createPair();
      const sent = [];
      for (let n = 0; n < 7; n += 1)
        sent.push(await limitedFixture.postMessage(one.client, { message_text: 'x' }));
      expect(sent.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429, 429]);
      const refused = sent.at(-1);
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused?.body).toMatchObject({ success: false, statusCode: 429 });
      expect((await limitedFixture.get(one.client)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('C-01 distinguishes the two contracts by the body and rejects both or neither', async () => {
    const sessionId = '7a9a4c1e-0000-4000-8000-000000000000';
    const care = { message_text: 'Halo' };
    const counseling = { sessionId, message: 'Halo', messageType: 'text' };
    expect((await fixture.postMessage(client, care)).body.data).toHaveProperty('message_text');
    const bySession = await fixture.postMessage(client, counseling);
    expect(bySession.body.message).toBe('Chat session not found');
    for (const body of [{}, { ...care, ...counseling }, { message: 'Halo' }]) {
      const refused = await fixture.postMessage(client, body);
      expect(refused.status).toBe(400);
      const fields = refused.body.details?.fields?.map(({ field }) => field);
      expect(fields?.sort()).toEqual(['message_text', 'sessionId']);
    }
  });

  it('C-45 stores a repeated request once', async () => {
    const body = { message_text: 'sekali', client_message_id: 'a-1' };
    const first = await fixture.postMessage(client, body);
    const repeated = await fixture.postMessage(client, body);
    const byHeader = await fixture.postMessage(
      client,
      { message_text: 'sekali' },
      { 'idempotency-key': 'a-1' },
    );
    expect(repeated.body.data).toEqual(first.body.data);
    expect(byHeader.body.data).toEqual(first.body.data);
    const { conversation_id } = first.body.data;
    expect(await fixture.messages(client, conversation_id)).toHaveLength(1);
  });
});

import { z } from 'zod';
import {
  assignmentResponse,
  messagePageResponse,
  messageResponse,
  userResponse,
} from '../../../src/api/web/conversation-schemas';
import { connectCareClient } from '../../support/clients/care-client';
import { recordConversation } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair } from '../../support/fixtures/care-pair';

const V1 = '/api/v1';

let system: TestSystem;
let client: TestUser;
let psychologist: TestUser;
let team: TestUser;
beforeAll(async () => {
  system = await startSystem();
  team = await system.addUser('team');
});
beforeEach(async () => {
  ({ client, psychologist } = await createCarePair(system));
});
afterEach(() => system.ably.faults.reset());
afterAll(() => system.stop());

const write = (from: TestUser, to: TestUser, message: string, more: object = {}) =>
  system.call('POST', `${V1}/conversations`, {
    as: from,
    body: { toId: to.id, message, ...more },
    reply: messageResponse,
  });

const at = (method: string, as: TestUser, path: string, body?: object): Promise<ApiResponse> =>
  system.call(method, `${V1}/conversations${path}`, { as, ...(body ? { body } : {}) });

async function begin(text = 'Halo'): Promise<string> {
  return (await write(client, psychologist, text)).body.data.conversationId;
}

describe('conversations of the browser app', () => {
  it('are created by the first message and continue by id', async () => {
    const id = await begin('satu');
    const second = await at('POST', psychologist, `/${id}/messages`, { message: 'dua' });
    expect(second.status).toBe(201);
    const call = { as: client, reply: messagePageResponse };
    const { body } = await system.call('GET', `${V1}/conversations/${id}/messages`, call);
    expect(body.data.data.map(({ content }) => content)).toEqual(['satu', 'dua']);
    expect(body.data.metadata.total).toBe(2);
    expect((await at('GET', client, '')).body.data).toMatchObject([
      { id, kind: 'care', unreadCount: 1, lastMessage: { content: 'dua' } },
    ]);
    expect((await at('GET', client, `/${id}`)).body.data).toMatchObject({ id, lastSeq: 2 });
  });

  it('publish messages to Ably in the format of sessions, with their own id', async () => {
    const id = await begin();
    const recorder = await recordConversation(system, psychologist, id);
    const sent = (await write(client, psychologist, 'terdengar', { clientMessageId: 'a' })).body
      .data;
    const message = await recorder.waitFor('the message', ({ name }) => name === 'message');
    expect(message).toMatchObject({ channel: `chat:conversation:${id}`, data: sent });
    const counters = () =>
      recorder.named('unread_count_update').map(({ channel, data }) => [channel, data]);
    await recorder.waitFor(
      'the notification',
      ({ channel }) => channel === `user:${psychologist.id}`,
    );
    const counted = { conversationId: id, userId: psychologist.id, unreadCount: 2 };
    expect(counters()).toEqual([
      [`chat:conversation:${id}`, counted],
      [`user:${psychologist.id}`, { ...counted, kind: 'care' }],
    ]);
    await recorder.close();
  });

  it('publish receipts and typing', async () => {
    const id = await begin();
    const recorder = await recordConversation(system, client, id);
    await at('PUT', psychologist, `/${id}/read`, {});
    const receipt = await recorder.waitFor('the receipt', ({ name }) => name === 'read_receipt');
    expect(receipt.data).toMatchObject({
      conversationId: id,
      userId: psychologist.id,
      lastReadSeq: 1,
    });
    await at('POST', psychologist, `/${id}/typing`, { isTyping: true });
    const typing = await recorder.waitFor('typing', ({ name }) => name === 'typing');
    expect(typing.channel).toBe(`typing:conversation:${id}`);
    expect(typing.data).toMatchObject({ userId: psychologist.id, isTyping: true });
    await recorder.close();
  });

  it('accept messages on their channels from the server only', async () => {
    const id = await begin();
    const recorder = await recordConversation(system, client, id);
    for (const channel of [`chat:conversation:${id}`, `typing:conversation:${id}`]) {
      const publishing = recorder.client.channels.get(channel).publish('message', { content: 'x' });
      await expect(publishing).rejects.toMatchObject({ code: 40160 });
    }
    await recorder.close();
  });

  it('reach WebSocket clients at once while Ably is unavailable', async () => {
    const id = await begin();
    const here = await connectCareClient(system, psychologist, id);
    await system.drain();
    system.ably.faults.blackHole();
    for (let n = 0; n < 600; n += 1) await write(client, psychologist, `tanpa Ably ${n}`);
    await here.waitForFrame('new_message', (frame) =>
      String(frame.message.message_text).endsWith(' 599'),
    );
    // More than one batch of the relay: the destination `ably` is blocked by the first row.
    await write(client, psychologist, 'selesai');
    const sentAt = Date.now();
    await here.waitForFrame('new_message', (frame) => frame.message.message_text === 'selesai');
    // The feed polls every two seconds; an earlier delivery was triggered by a notification.
    expect(Date.now() - sentAt).toBeLessThan(1_500);
    await here.close();
  }, 60_000);

  it('list colleagues for each other, and only the assigned psychologist for a client', async () => {
    const contactsOf = async (as: TestUser) => {
      const call = { as, reply: z.array(userResponse) };
      return (await system.call('GET', `${V1}/people`, call)).body.data.map(({ id }) => id);
    };
    expect(await contactsOf(client)).toEqual([psychologist.id]);
    const offered = await contactsOf(psychologist);
    expect(offered).toContain(client.id);
    expect(offered).toContain(team.id);
    expect(await contactsOf(team)).not.toContain(client.id);
  });
});

describe('assignments', () => {
  const assignment = (method: string, to: string, body?: object) =>
    system.call(method, `${V1}/team/assignments/${to}`, { as: team, ...(body ? { body } : {}) });
  const listed = async (as: TestUser) => {
    const call = { as, reply: z.array(assignmentResponse) };
    return (await system.call('GET', `${V1}/assignments`, call)).body.data;
  };

  it('are listed for both users, with their conversation once it exists', async () => {
    expect(await listed(client)).toMatchObject([
      { client: { id: client.id }, psychologist: { id: psychologist.id }, conversationId: null },
    ]);
    const id = await begin();
    expect(await listed(psychologist)).toMatchObject([{ conversationId: id }]);
    expect((await listed(team)).map((one) => one.client.id)).toContain(client.id);
  });

  it('are created, changed and ended by the team', async () => {
    const other = await system.addUser('psychologist');
    const created = await assignment('PUT', client.id, { psychologistId: other.id });
    expect(created.status).toBe(200);
    expect(await listed(client)).toMatchObject([{ psychologist: { id: other.id } }]);
    expect(await listed(psychologist)).toEqual([]);
    expect((await assignment('DELETE', client.id)).status).toBe(200);
    expect(await listed(client)).toEqual([]);
    expect((await assignment('DELETE', client.id)).body.code).toBe('assignment-not-found');
  });

  it('are rejected for unknown users and wrong roles', async () => {
    for (const psychologistId of ['999999999', 'x', client.id, team.id]) {
      const { status, body } = await assignment('PUT', client.id, { psychologistId });
      expect(status).toBe(404);
      expect(body.details?.fields?.[0]?.field).toBe('psychologistId');
    }
    const { body } = await assignment('PUT', team.id, { psychologistId: psychologist.id });
    expect(body.details?.fields?.[0]?.field).toBe('clientId');
  });

  it('stay unique per client under concurrent requests', async () => {
    const others = await Promise.all(
      Array.from({ length: 6 }, () => system.addUser('psychologist')),
    );
    const responses = await Promise.all(
      others.map((other) => assignment('PUT', client.id, { psychologistId: other.id })),
    );
    expect(responses.every(({ status }) => [200, 409].includes(status))).toBe(true);
    expect(await listed(client)).toHaveLength(1);
  });
});

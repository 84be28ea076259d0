import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { ONE_TO_ONE_KINDS } from '../../../src/chat/access/direct-conversation-policy';
import { listConversations } from '../../../src/chat/inbox/list-conversations';
import { listMessages } from '../../../src/chat/messages/list-messages';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import {
  assignPair,
  createCarePair,
  createCareMessage,
  createDirectMessage,
} from '../../support/fixtures/care-pair';

let system: TestSystem;
let team: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  team = await system.addUser('team');
});
afterAll(() => system.stop());

const end = (client: TestUser) => endAssignment(system.context.chat, team, { clientId: client.id });

function list(as: TestUser) {
  const page = { kinds: ONE_TO_ONE_KINDS, page: 1, limit: 100 };
  return listConversations(system.context.chat, as, page);
}

async function texts(as: TestUser, conversationId: string): Promise<string[]> {
  const target = { conversationId, kinds: ONE_TO_ONE_KINDS };
  const page = await listMessages(system.context.chat, as, { target, page: 1, limit: 100 });
  return page.data.map((message) => message.content);
}

describe('a direct conversation', () => {
  it('is created once by concurrent first messages', async () => {
    const { client, psychologist } = await createCarePair(system);
    const sends = Array.from({ length: 20 }, (_, index) =>
      index % 2
        ? createCareMessage(system, { client, from: client, text: `c${index}` })
        : createDirectMessage(system, { to: client, from: psychologist, text: `p${index}` }),
    );
    const sent = await Promise.all(sends);
    const [id, ...others] = new Set(sent.map((message) => message.conversationId));
    expect(others).toEqual([]);
    expect(sent.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(sent.map((_, i) => i + 1));
    expect(await texts(client, id ?? '')).toHaveLength(20);
  });

  it('is the same for both members, psychologists or team', async () => {
    const psychologist = await system.addUser('psychologist');
    const sent = await createDirectMessage(system, { to: team, from: psychologist, text: 'Halo' });
    const reply = await createDirectMessage(system, { to: psychologist, from: team, text: 'Ya?' });
    expect(reply).toMatchObject({ conversationId: sent.conversationId, seq: 2 });
    expect((await list(team)).find((one) => one.id === sent.conversationId)).toMatchObject({
      kind: 'direct',
      unreadCount: 1,
      lastMessage: { content: 'Ya?' },
    });
  });

  it('is the care conversation while the psychologist is assigned, by either target', async () => {
    const { client, psychologist } = await createCarePair(system);
    const first = await createDirectMessage(system, {
      to: psychologist,
      from: client,
      text: 'satu',
    });
    const second = await createCareMessage(system, { client, from: psychologist, text: 'dua' });
    expect(second).toMatchObject({ conversationId: first.conversationId, seq: 2 });
    expect(await list(client)).toMatchObject([{ kind: 'care', unreadCount: 1 }]);
  });

  it('becomes the care conversation, with its messages, on assignment', async () => {
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    const before = await createDirectMessage(system, {
      to: client,
      from: psychologist,
      text: 'sebelum',
    });
    await assignPair(system, { client, psychologist });
    const after = await createCareMessage(system, { client, from: client, text: 'sesudah' });
    expect(after.conversationId).toBe(before.conversationId);
    expect(await texts(psychologist, after.conversationId)).toEqual(['sebelum', 'sesudah']);
  });

  it.each([
    ['two clients', 'client', 'client', 'clients-apart'],
    ['an unknown user', 'client', undefined, 'person-not-found'],
  ] as const)('is refused to %s', async (_, one, other, code) => {
    const from = await system.addUser(one);
    const to = other ? await system.addUser(other) : { ...from, id: '999999999' };
    await expect(createDirectMessage(system, { to, from, text: 'x' })).rejects.toMatchObject({
      code,
    });
  });

  it('is rejected with oneself', async () => {
    const sending = createDirectMessage(system, { to: team, from: team, text: 'x' });
    await expect(sending).rejects.toMatchObject({ code: 'writing-to-yourself' });
  });
});

describe('an assignment that ends', () => {
  it('closes reading and writing for both members in every API', async () => {
    const { client, psychologist } = await createCarePair(system);
    const { conversationId } = await createCareMessage(system, {
      client,
      from: client,
      text: 'Halo',
    });
    await end(client);
    const refused = { code: 'assignment-ended' };
    for (const [from, to] of [
      [client, psychologist],
      [psychologist, client],
    ] as const) {
      await expect(createDirectMessage(system, { from, to, text: 'x' })).rejects.toMatchObject(
        refused,
      );
      await expect(texts(from, conversationId)).rejects.toMatchObject(refused);
      expect(await list(from)).toEqual([]);
    }
    const byClient = createCareMessage(system, { client, from: client, text: 'x' });
    await expect(byClient).rejects.toMatchObject({ code: 'no-psychologist' });
    const byPsychologist = createCareMessage(system, { client, from: psychologist, text: 'x' });
    await expect(byPsychologist).rejects.toMatchObject({ code: 'not-assigned' });
  });

  it('reopens with its messages when the same two are assigned again', async () => {
    const pair = await createCarePair(system);
    const { client, psychologist } = pair;
    const { conversationId } = await createCareMessage(system, {
      client,
      from: client,
      text: 'satu',
    });
    await end(client);
    await assignPair(system, pair);
    await createCareMessage(system, { client, from: psychologist, text: 'dua' });
    expect(await texts(client, conversationId)).toEqual(['satu', 'dua']);
  });

  it('by a new assignment routes the next message of the client to the new psychologist', async () => {
    const { client, psychologist } = await createCarePair(system);
    const first = await createCareMessage(system, { client, from: client, text: 'satu' });
    const next = await createCarePair(system, { client });
    const second = await createCareMessage(system, { client, from: client, text: 'dua' });
    expect(second).toMatchObject({ seq: 1 });
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(await texts(next.psychologist, second.conversationId)).toEqual(['dua']);
    await expect(texts(psychologist, second.conversationId)).rejects.toMatchObject({
      code: 'not-your-conversation',
    });
  });

  it('closes a conversation that a concurrent message created', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { client, psychologist } = await createCarePair(system);
      const sending = createCareMessage(system, { client, from: client, text: 'x' });
      await Promise.allSettled([sending, end(client)]);
      const rows = await system.query<{ state: string }>(
        `SELECT state FROM conversations WHERE pair_low_id = least($1::bigint, $2)
           AND pair_high_id = greatest($1::bigint, $2)`,
        [client.id, psychologist.id],
      );
      expect(rows.filter(({ state }) => state === 'open')).toEqual([]);
    }
  });
});

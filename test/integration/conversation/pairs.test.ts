import { endAssignment } from '../../../src/conversation/assign-psychologist';
import { PAIR_KINDS } from '../../../src/conversation/pair-policy';
import { listConversations } from '../../../src/conversation/list-conversations';
import { listInConversation } from '../../../src/conversation/list-in-conversation';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';
import { assign, carePair, writeInCare, writeTo } from '../../support/talk';

let system: TestSystem;
let team: TestPerson;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  team = await system.addPerson('team');
});
afterAll(() => system.stop());

const end = (client: TestPerson) =>
  endAssignment(system.context.conversation, team, { clientId: client.id });

function list(as: TestPerson) {
  const page = { kinds: PAIR_KINDS, page: 1, limit: 100 };
  return listConversations(system.context.conversation, as, page);
}

async function texts(as: TestPerson, conversationId: string): Promise<string[]> {
  const input = { conversationId, kinds: PAIR_KINDS, page: 1, limit: 100 };
  const page = await listInConversation(system.context.conversation, as, input);
  return page.data.map((message) => message.content);
}

describe('the conversation of a pair', () => {
  it('is made once, however many first messages come at the same moment', async () => {
    const { client, psychologist } = await carePair(system);
    const sends = Array.from({ length: 20 }, (_, index) =>
      index % 2
        ? writeInCare(system, { client, from: client, text: `c${index}` })
        : writeTo(system, { to: client, from: psychologist, text: `p${index}` }),
    );
    const sent = await Promise.all(sends);
    const [id, ...others] = new Set(sent.map((message) => message.conversationId));
    expect(others).toEqual([]);
    expect(sent.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(sent.map((_, i) => i + 1));
    expect(await texts(client, id ?? '')).toHaveLength(20);
  });

  it('is the same from both sides of psychologists and team', async () => {
    const psychologist = await system.addPerson('psychologist');
    const there = await writeTo(system, { to: team, from: psychologist, text: 'Halo' });
    const back = await writeTo(system, { to: psychologist, from: team, text: 'Ya?' });
    expect(back).toMatchObject({ conversationId: there.conversationId, seq: 2 });
    expect((await list(team)).find((one) => one.id === there.conversationId)).toMatchObject({
      kind: 'direct',
      unreadCount: 1,
      lastMessage: { content: 'Ya?' },
    });
  });

  it('is the care conversation where a psychologist is assigned, whichever way it is addressed', async () => {
    const { client, psychologist } = await carePair(system);
    const first = await writeTo(system, { to: psychologist, from: client, text: 'satu' });
    const second = await writeInCare(system, { client, from: psychologist, text: 'dua' });
    expect(second).toMatchObject({ conversationId: first.conversationId, seq: 2 });
    expect(await list(client)).toMatchObject([{ kind: 'care', unreadCount: 1 }]);
  });

  it('takes over what two people wrote before the one was assigned to the other', async () => {
    const client = await system.addPerson('client');
    const psychologist = await system.addPerson('psychologist');
    const before = await writeTo(system, { to: client, from: psychologist, text: 'sebelum' });
    await assign(system, { client, psychologist });
    const after = await writeInCare(system, { client, from: client, text: 'sesudah' });
    expect(after.conversationId).toBe(before.conversationId);
    expect(await texts(psychologist, after.conversationId)).toEqual(['sebelum', 'sesudah']);
  });

  it.each([
    ['two clients', 'client', 'client', 'clients-apart'],
    ['nobody known', 'client', undefined, 'person-not-found'],
  ] as const)('is refused to %s', async (_, one, other, code) => {
    const from = await system.addPerson(one);
    const to = other ? await system.addPerson(other) : { ...from, id: '999999999' };
    await expect(writeTo(system, { to, from, text: 'x' })).rejects.toMatchObject({ code });
  });

  it('is refused to a person alone', async () => {
    const sending = writeTo(system, { to: team, from: team, text: 'x' });
    await expect(sending).rejects.toMatchObject({ code: 'writing-to-yourself' });
  });
});

describe('an assignment that ends', () => {
  it('closes writing and reading for both, in every way, and says so', async () => {
    const { client, psychologist } = await carePair(system);
    const { conversationId } = await writeInCare(system, { client, from: client, text: 'Halo' });
    await end(client);
    const refused = { code: 'assignment-ended' };
    for (const [from, to] of [
      [client, psychologist],
      [psychologist, client],
    ] as const) {
      await expect(writeTo(system, { from, to, text: 'x' })).rejects.toMatchObject(refused);
      await expect(texts(from, conversationId)).rejects.toMatchObject(refused);
      expect(await list(from)).toEqual([]);
    }
    const toNobody = writeInCare(system, { client, from: client, text: 'x' });
    await expect(toNobody).rejects.toMatchObject({ code: 'no-psychologist' });
    const fromNobody = writeInCare(system, { client, from: psychologist, text: 'x' });
    await expect(fromNobody).rejects.toMatchObject({ code: 'not-assigned' });
  });

  it('opens again with everything when the same two are assigned anew', async () => {
    const pair = await carePair(system);
    const { client, psychologist } = pair;
    const { conversationId } = await writeInCare(system, { client, from: client, text: 'satu' });
    await end(client);
    await assign(system, pair);
    await writeInCare(system, { client, from: psychologist, text: 'dua' });
    expect(await texts(client, conversationId)).toEqual(['satu', 'dua']);
  });

  it('by another one leads the next message of the client there', async () => {
    const { client, psychologist } = await carePair(system);
    const first = await writeInCare(system, { client, from: client, text: 'satu' });
    const next = await carePair(system, { client });
    const second = await writeInCare(system, { client, from: client, text: 'dua' });
    expect(second).toMatchObject({ seq: 1 });
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(await texts(next.psychologist, second.conversationId)).toEqual(['dua']);
    await expect(texts(psychologist, second.conversationId)).rejects.toMatchObject({
      code: 'not-your-conversation',
    });
  });

  it('never leaves a conversation open that was begun at the same moment', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { client, psychologist } = await carePair(system);
      const sending = writeInCare(system, { client, from: client, text: 'x' });
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

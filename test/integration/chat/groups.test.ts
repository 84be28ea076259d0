import { only } from '../../support/harness/only';
import { conversationListResponse } from '../../../src/api/tutoring/tutoring-schemas';
import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { MEMBER_KINDS } from '../../../src/chat/access/conversation-policy';
import { countConversations } from '../../../src/chat/inbox/list-conversations';
import { recordUserChannel } from '../../support/recorders/ably-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair } from '../../support/fixtures/care-pair';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let fixture: TutoringFixture;
let client: TestUser;
let psychologist: TestUser;
let colleague: TestUser;
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  client = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
  colleague = await system.addUser('psychologist');
});
afterAll(() => system.stop());

const createConversation = (
  as: TestUser,
  type: string,
  participants: TestUser[],
): Promise<ApiResponse<unknown>> =>
  fixture.call('POST', as, '', { type, participantIds: participants.map(({ id }) => id) });

describe('the rules for new conversations', () => {
  it('reject two clients, in a direct conversation and in a group', async () => {
    const other = await system.addUser('client');
    for (const type of ['direct', 'group']) {
      const refused = await createConversation(client, type, [other]);
      expect(refused).toMatchObject({ status: 403, body: { code: 'clients-apart' } });
    }
    const both = await createConversation(psychologist, 'group', [client, other]);
    expect(both).toMatchObject({ status: 403, body: { code: 'clients-apart' } });
    const group = await fixture.createGroup(psychologist, [client]);
    const later = await fixture.call('POST', psychologist, `/${group}/participants`, {
      participantIds: [other.id],
    });
    expect(later).toMatchObject({ status: 403, body: { code: 'clients-apart' } });
  });

  it('reject a client and a psychologist whose assignment has ended', async () => {
    const pair = await createCarePair(system, { client, psychologist });
    const care = await fixture.createDirect(pair.client, pair.psychologist);
    await fixture.sendMessage(client, care, 'Halo');
    const team = await system.addUser('team');
    const path = `/api/v1/team/assignments/${client.id}`;
    expect((await system.call('DELETE', path, { as: team })).status).toBe(200);
    for (const type of ['direct', 'group']) {
      const refused = await createConversation(psychologist, type, [client]);
      expect(refused).toMatchObject({ status: 403, body: { code: 'assignment-ended' } });
    }
    expect((await fixture.get(client, `/${care}/messages`)).status).toBe(403);
    expect(await fixture.list(client)).toEqual([]);
    expect(await listedTotal(client)).toBe(0);
  });

  it('remove the psychologist from shared groups when the assignment ends', async () => {
    await createCarePair(system, { client, psychologist });
    const alone = await fixture.createGroup(psychologist, [client]);
    const wider = await fixture.createGroup(client, [psychologist, colleague]);
    const otherGroup = await fixture.createGroup(psychologist, [colleague]);
    const team = await system.addUser('team');
    const body = { psychologistId: colleague.id };
    const path = `/api/v1/team/assignments/${client.id}`;
    expect((await system.call('PUT', path, { as: team, body })).status).toBe(200);
    for (const id of [alone, wider]) {
      const content = { content: { text: 'Masih di sini' } };
      const refused = await fixture.call('POST', psychologist, `/${id}/messages`, content);
      expect([refused.status, refused.body.code]).toEqual([403, 'not-your-conversation']);
      await fixture.sendMessage(client, id, 'Tanpa dia');
    }
    expect((await fixture.list(psychologist)).map(({ id }) => id)).toEqual([otherGroup]);
    await fixture.sendMessage(colleague, wider, 'Saya tetap');
    expect((await system.call('DELETE', path, { as: team })).status).toBe(200);
    expect((await fixture.get(colleague, `/${wider}/messages`)).status).toBe(403);
    const members = { participantIds: [psychologist.id] };
    const repeated = await fixture.call('POST', client, `/${wider}/participants`, members);
    expect(repeated.body.code).toBe('assignment-ended');
  });

  it('also hold for a group created while the assignment ends', async () => {
    const team = await system.addUser('team');
    for (const _ of [1, 2, 3]) {
      const otherClient = await system.addUser('client');
      await createCarePair(system, { client: otherClient, psychologist });
      const path = `/api/v1/team/assignments/${otherClient.id}`;
      const [ended] = await Promise.all([
        system.call('DELETE', path, { as: team }),
        ...[1, 2, 3, 4].map(() => createConversation(psychologist, 'group', [otherClient])),
      ]);
      expect(ended.status).toBe(200);
      expect(await listedTotal(psychologist)).toBe(0);
    }
  });

  it('reject unknown users and a conversation with oneself', async () => {
    for (const type of ['direct', 'group']) {
      const unknownUser = { type, participantIds: ['999999999'] };
      expect((await fixture.call('POST', psychologist, '', unknownUser)).status).toBe(404);
      for (const ids of [[], [''], ['abc'], ['-1'], ['9'.repeat(40)], [null], 'alle', [1]]) {
        const { status } = await fixture.call('POST', psychologist, '', {
          type,
          participantIds: ids,
        });
        expect([400, 404]).toContain(status);
      }
      expect((await createConversation(psychologist, type, [psychologist])).status).toBe(400);
    }
    expect((await createConversation(psychologist, 'direct', [client, colleague])).status).toBe(
      400,
    );
    expect(await fixture.list(psychologist)).toEqual([]);
  });
});

describe('a titled direct conversation', () => {
  it('keeps its creator when the other member opens it', async () => {
    const id = await fixture.createDirect(psychologist, colleague);
    expect(await fixture.createDirect(colleague, psychologist, { title: 'Kita' })).toBe(id);
    const body = { toId: client.id, message: 'Halo' };
    const call = { as: psychologist, body, reply: messageResponse };
    const sent = await system.call('POST', '/api/v1/conversations', call);
    expect(await fixture.createDirect(client, psychologist)).toBe(sent.body.data.conversationId);
    const listed = await fixture.list(psychologist);
    const named = listed.find((one) => one.id === id);
    expect(named).toMatchObject({ title: 'Kita', metadata: { createdBy: psychologist.id } });
    expect(
      (await fixture.call('PATCH', client, `/${sent.body.data.conversationId}`, {})).status,
    ).toBe(403);
  });

  it('sends one event when its title is set', async () => {
    const id = await fixture.createDirect(psychologist, colleague);
    const readRevision = async (): Promise<number> => {
      const rows = await system.query<{ revision: number }>(
        'SELECT revision FROM conversations WHERE id = $1',
        [id],
      );
      return only(rows).revision;
    };
    const before = await readRevision();
    await fixture.createDirect(colleague, psychologist);
    expect(await readRevision()).toBe(before);
    for (const title of ['Kita', 'Lain'])
      await fixture.createDirect(colleague, psychologist, { title });
    expect(await readRevision()).toBe(before + 1);
    expect((await fixture.list(psychologist))[0]).toMatchObject({ id, title: 'Kita' });
  });
});

describe('members of a group', () => {
  it('receive changes in every API and see them at once', async () => {
    const listener = await recordUserChannel(system, client);
    const id = await fixture.createGroup(psychologist, [client], { title: 'Keluarga' });
    await listener.waitFor('the notification of the group', ({ name, data }) => {
      return name === 'conversation-changed' && data.conversationId === id;
    });
    await listener.close();
    expect((await fixture.list(client))[0]).toMatchObject({ id, title: 'Keluarga' });
  });

  it('are managed by managers, not by a client who was added', async () => {
    const id = await fixture.createGroup(psychologist, [client, colleague]);
    const path = `/${id}/participants/${colleague.id}`;
    expect((await fixture.call('DELETE', client, path)).status).toBe(403);
    expect((await fixture.call('PATCH', client, `/${id}`, { title: 'Saya' })).status).toBe(403);
    expect((await fixture.call('DELETE', psychologist, path)).status).toBe(200);
    expect((await fixture.call('DELETE', psychologist, path)).status).toBe(404);
    const ownGroup = await fixture.createGroup(client, [psychologist]);
    expect((await fixture.call('PATCH', client, `/${ownGroup}`, { title: 'Saya' })).status).toBe(
      200,
    );
  });

  it('lose access the moment they are removed', async () => {
    const id = await fixture.createGroup(psychologist, [colleague]);
    await fixture.sendMessage(colleague, id, 'Halo');
    await fixture.call('DELETE', psychologist, `/${id}/participants/${colleague.id}`);
    const body = { content: { text: 'Masih di sini' } };
    expect((await fixture.call('POST', colleague, `/${id}/messages`, body)).status).toBe(403);
    expect((await fixture.get(colleague, `/${id}/messages?search=halo`)).status).toBe(403);
    await fixture.sendMessage(psychologist, id, 'Sendiri');
    expect(await total(colleague)).toBe(0);
  });

  it('can return, read from then on, and have no earlier message unread', async () => {
    const id = await fixture.createGroup(psychologist, [colleague]);
    await fixture.call('DELETE', colleague, `/${id}/participants/${colleague.id}`);
    await fixture.sendMessage(psychologist, id, 'Tanpa kamu');
    const body = { participantIds: [colleague.id, colleague.id] };
    const added = await fixture.call('POST', psychologist, `/${id}/participants`, body);
    expect(added.status).toBe(200);
    const [listed] = await fixture.list(colleague);
    expect(listed).toMatchObject({ id, unreadCount: 1, lastMessage: { type: 'system' } });
    expect((await fixture.messages(psychologist, id)).length).toBe(3);
    const seen = await fixture.messages(colleague, id);
    expect(seen.map(({ content }) => content.systemMessage?.action)).toEqual(['user_joined']);
  });

  it('close the group when the last one leaves', async () => {
    const id = await fixture.createGroup(psychologist, [colleague]);
    for (const one of [psychologist, colleague]) {
      await fixture.call('DELETE', one, `/${id}/participants/${one.id}`);
    }
    const [row] = await system.query('SELECT state FROM conversations WHERE id = $1', [id]);
    expect(row).toEqual({ state: 'closed' });
  });

  it('cannot be changed in a direct conversation or session', async () => {
    const id = await fixture.createDirect(psychologist, client);
    const path = `/${id}/participants`;
    const refused = [
      await fixture.call('POST', psychologist, path, { participantIds: [colleague.id] }),
      await fixture.call('DELETE', client, `${path}/${client.id}`),
      await fixture.call('PATCH', psychologist, `${path}/${client.id}`, { permissions: [] }),
    ];
    for (const { status, body } of refused) {
      expect([status, body.code]).toEqual([409, 'people-are-fixed']);
    }
  });
});

describe('concurrent requests', () => {
  const five = [1, 2, 3, 4, 5];

  it('create one direct conversation from both sides', async () => {
    const ids = await Promise.all(
      five.flatMap(() => [
        fixture.createDirect(psychologist, client),
        fixture.createDirect(client, psychologist),
      ]),
    );
    expect(new Set(ids).size).toBe(1);
    for (const one of [psychologist, client]) {
      expect(await total(one)).toBe(1);
      expect(await fixture.list(one)).toMatchObject([{ id: ids[0], type: 'direct' }]);
    }
  });

  it('count every group that members create with each other', async () => {
    const three = [psychologist, colleague, await system.addUser('psychologist')];
    const creations = five.flatMap(() =>
      three.map((one) =>
        fixture.createGroup(
          one,
          three.filter((other) => other !== one),
        ),
      ),
    );
    await Promise.all(creations);
    for (const one of three) {
      expect(await total(one)).toBe(15);
      expect((await fixture.list(one)).map(({ type }) => type)).toEqual(
        Array.from({ length: 15 }, () => 'group'),
      );
    }
  });

  it('add a member once and archive once', async () => {
    const id = await fixture.createGroup(psychologist, [client]);
    const body = { participantIds: [colleague.id] };
    const path = `/${id}/participants`;
    await fixture.agreeToJoin(client, id, [colleague]);
    await Promise.all(five.map(() => fixture.call('POST', psychologist, path, body)));
    const joined = (await fixture.messages(client, id)).map(({ content }) => content.systemMessage);
    expect(joined.length).toBe(1);
    const responses = await Promise.all(
      five.map(() => fixture.call('POST', client, `/${id}/archive`)),
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await listedTotal(client, '?archived=true')).toBe(1);
    expect(await listedTotal(client)).toBe(0);
  });

  it('number messages and system messages without gaps', async () => {
    const others = await Promise.all(five.map(() => system.addUser('psychologist')));
    const id = await fixture.createGroup(psychologist, [client]);
    await fixture.agreeToJoin(client, id, others);
    await Promise.all([
      ...five.map((number) => fixture.sendMessage(client, id, `pesan ${number}`)),
      ...others.map(({ id: one }) =>
        fixture.call('POST', psychologist, `/${id}/participants`, { participantIds: [one] }),
      ),
    ]);
    const seqs = (await fixture.messages(client, id)).map(({ seq }) => seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('totals', () => {
  it('match the stored rows after random operations', async () => {
    const members = await system.query<TestUser>(
      'SELECT u.id, u.role FROM users u WHERE id IN (SELECT user_id FROM conversation_members)',
    );
    for (const member of members) {
      const [stored] = await system.query<{ archived: number; others: number }>(
        `SELECT (count(*) FILTER (WHERE m.archived_at IS NOT NULL))::int AS archived,
           (count(*) FILTER (WHERE m.archived_at IS NULL))::int AS others
         FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
         WHERE m.user_id = $1 AND m.left_at IS NULL AND (c.kind <> 'care' OR c.state = 'open')`,
        [member.id],
      );
      expect({ archived: await total(member, true), others: await total(member) }).toEqual(stored);
    }
  });
});

/** The number of conversations, as the list reports it. */
async function listedTotal(as: TestUser, query = ''): Promise<number> {
  const listed = await fixture.call('GET', as, query, undefined, conversationListResponse);
  return listed.body.data.pagination.total;
}

function total(as: TestUser, archived = false): Promise<number> {
  return countConversations(system.context.chat, as, { kinds: MEMBER_KINDS, archived });
}

import { connectHubClient } from '../../support/clients/hub-client';
import type { HubClient } from '../../support/clients/hub-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let fixture: TutoringFixture;
let owner: TestUser;
let others: TestUser[];
let group: string;
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  owner = await system.addUser('psychologist');
  others = [];
  for (let n = 0; n < 4; n += 1) others.push(await system.addUser('psychologist'));
  group = await fixture.createGroup(owner, others);
});
afterAll(() => system.stop());

/** Connects members to one process and joins the group. */
async function follow(members: TestUser[]): Promise<HubClient[]> {
  const clients: HubClient[] = [];
  for (const member of members) {
    const client = await connectHubClient(system, member);
    await client.join(group);
    clients.push(client);
  }
  return clients;
}

const participants = `/participants`;

it('stops events for a removed member while many others recheck access at once', async () => {
  const [removed, ...staying] = others;
  if (!removed) throw new Error('No member to remove');
  // The first connection is checked first; the others recheck while that check is pending.
  const [removedClient, ...clients] = await follow([removed, ...staying, owner]);
  const path = `/${group}${participants}/${removed.id}`;
  expect((await fixture.call('DELETE', owner, path)).status).toBe(200);
  expect(await removedClient?.waitForEvent('conversation_left')).toEqual({ conversationId: group });
  expect((await removedClient?.waitForEvent('error'))?.code).toBe('not-your-conversation');
  await fixture.sendMessage(owner, group, 'tanpa dia');
  for (const client of clients) {
    await waitFor('the message', () => client.textsOf(group).includes('tanpa dia'));
    expect(client.eventsOf('error')).toEqual([]);
    expect(client.eventsOf('conversation_left')).toEqual([]);
  }
  expect(removedClient?.textsOf(group)).not.toContain('tanpa dia');
  for (const client of [removedClient, ...clients]) await client?.close();
});

it('adds members while others write, without an error', async () => {
  const clients = await follow([owner, ...others]);
  const joining = await Promise.all(
    Array.from({ length: 8 }, () => system.addUser('psychologist')),
  );
  const posted: Promise<number>[] = [];
  for (const [index, { id }] of joining.entries()) {
    const joined = fixture.call('POST', owner, `/${group}${participants}`, {
      participantIds: [id],
    });
    for (const one of others) {
      const body = { content: { text: `pesan ${index}` } };
      posted.push(
        fixture.call('POST', one, `/${group}/messages`, body).then((response) => response.status),
      );
    }
    expect((await joined).status).toBe(200);
  }
  const statuses = await Promise.all(posted);
  expect(statuses.filter((status) => status !== 201)).toEqual([]);
  for (const client of clients) {
    await waitFor('all messages', () => client.textsOf(group).length === 5 * 8);
    expect(client.eventsOf('error')).toEqual([]);
    await client.close();
  }
});

it('reports to a client that joins from an older position where its catch-up stands', async () => {
  for (const text of ['satu', 'dua', 'tiga']) await fixture.sendMessage(owner, group, text);
  const client = await connectHubClient(system, owner);
  const head = (await client.join(group)).position;
  const after = { seq: head.seq - 2, revision: head.revision };
  expect((await client.join(group, { after })).position).toEqual(after);
  // A connection that ends before the catch-up arrived joins with what it stored.
  const next = await connectHubClient(system, owner);
  await next.join(group, { after });
  await waitFor('the missed messages', () => next.textsOf(group).length === 2);
  expect(next.textsOf(group)).toEqual(['dua', 'tiga']);
  // The database never gave out this position, so it was replaced by an older copy: nothing may be missed.
  const replaced = await client.join(group, { after: { seq: 99 } });
  expect(replaced.position).toEqual({ ...head, seq: 0 });
  await waitFor('every message', () => client.textsOf(group).slice(-3).join() === 'satu,dua,tiga');
  await client.close();
  await next.close();
});

import { connectHubClient } from '../../support/clients/hub-client';
import type { HubClient } from '../../support/clients/hub-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let scene: TutoringFixture;
let owner: TestUser;
let others: TestUser[];
let group: string;
beforeAll(async () => {
  system = await startSystem();
  scene = new TutoringFixture(system);
});
beforeEach(async () => {
  owner = await system.addUser('psychologist');
  others = [];
  for (let n = 0; n < 4; n += 1) others.push(await system.addUser('psychologist'));
  group = await scene.createGroup(owner, others);
});
afterAll(() => system.stop());

/** Lines of people who follow the group, at one process. */
async function follow(people: TestUser[]): Promise<HubClient[]> {
  const lines: HubClient[] = [];
  for (const person of people) {
    const line = await connectHubClient(system, person);
    await line.join(group);
    lines.push(line);
  }
  return lines;
}

const participants = `/participants`;

it('stops events for a removed member while many others recheck access at once', async () => {
  const [removed, ...staying] = others;
  if (!removed) throw new Error('No member to remove');
  // Who joined first is asked first, and the others ask while the answer is on its way.
  const [gone, ...lines] = await follow([removed, ...staying, owner]);
  const path = `/${group}${participants}/${removed.id}`;
  expect((await scene.call('DELETE', owner, path)).status).toBe(200);
  expect(await gone?.waitForEvent('conversation_left')).toEqual({ conversationId: group });
  expect((await gone?.waitForEvent('error'))?.code).toBe('not-your-conversation');
  await scene.sendMessage(owner, group, 'tanpa dia');
  for (const line of lines) {
    await waitFor('the word', () => line.textsOf(group).includes('tanpa dia'));
    expect(line.eventsOf('error')).toEqual([]);
    expect(line.eventsOf('conversation_left')).toEqual([]);
  }
  expect(gone?.textsOf(group)).not.toContain('tanpa dia');
  for (const line of [gone, ...lines]) await line?.close();
});

it('adds members while others write, without an error', async () => {
  const lines = await follow([owner, ...others]);
  const joining = await Promise.all(
    Array.from({ length: 8 }, () => system.addUser('psychologist')),
  );
  const posted: Promise<number>[] = [];
  for (const [index, { id }] of joining.entries()) {
    const joined = scene.call('POST', owner, `/${group}${participants}`, { participantIds: [id] });
    for (const one of others) {
      const body = { content: { text: `pesan ${index}` } };
      posted.push(scene.call('POST', one, `/${group}/messages`, body).then((said) => said.status));
    }
    expect((await joined).status).toBe(200);
  }
  const statuses = await Promise.all(posted);
  expect(statuses.filter((status) => status !== 201)).toEqual([]);
  for (const line of lines) {
    await waitFor('all words', () => line.textsOf(group).length === 5 * 8);
    expect(line.eventsOf('error')).toEqual([]);
    await line.close();
  }
});

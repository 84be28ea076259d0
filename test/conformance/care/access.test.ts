import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';

let system: TestSystem;
let scene: CareFixture;
let pair: CarePair;
let team: TestUser;
let id: number;
beforeAll(async () => {
  system = await startSystem();
  scene = new CareFixture(system);
  team = await system.addUser('team');
});
beforeEach(async () => {
  pair = await scene.createPair();
  id = await scene.startConversation(pair);
});
afterAll(() => system.stop());

/** The answers of every call there is, to one person about one conversation. */
async function everyCall(as: TestUser | undefined, about: number): Promise<number[]> {
  const answers = [
    await scene.get(as, `/${about}`),
    await scene.get(as, `/${about}/messages`),
    await scene.get(as, `/${about}/unread-count`),
    await scene.markRead(as, about),
  ];
  return answers.map(({ status }) => status);
}

/** The code with which the socket closes; 0 when it opens. */
async function atSocket(as: TestUser): Promise<number> {
  try {
    const here = await scene.connect(as, id);
    await here.close();
    return 0;
  } catch (error) {
    return Number(/"code":(\d+)/.exec(String(error))?.[1]);
  }
}

describe('access', () => {
  it('care-29 is for ibu hamil and perawat alone', async () => {
    for (const person of [pair.client, pair.psychologist]) {
      expect(await everyCall(person, id)).toEqual([200, 200, 200, 200]);
      expect((await scene.get(person)).status).toBe(200);
    }
    expect(await everyCall(team, id)).toEqual([403, 403, 403, 403]);
    expect(await everyCall(undefined, id)).toEqual([401, 401, 401, 401]);
  });

  it('care-30 lets an ibu hamil talk to the perawat assigned to her, and without one to nobody', async () => {
    const alone = await system.addUser('client');
    const { status, body } = await scene.postMessage(alone, { message_text: 'Halo' });
    expect(status).toBe(403);
    expect(body).toMatchObject({ success: false, statusCode: 403, code: 'no-psychologist' });
    await system.call('DELETE', `/api/v1/team/assignments/${pair.client.id}`, { as: team });
    expect((await scene.postMessage(pair.client, { message_text: 'Halo' })).status).toBe(403);
  });

  it('care-31 lets a perawat talk to the ibu hamil assigned to them and to no other', async () => {
    const stranger = await system.addUser('client');
    const other = await scene.createPair();
    for (const client of [stranger, other.client]) {
      const body = { message_text: 'Halo', ibu_hamil_id: Number(client.id) };
      const refused = await scene.postMessage(pair.psychologist, body);
      expect(refused.status).toBe(403);
      expect(refused.body.code).toBe('not-assigned');
    }
    for (const ibu_hamil_id of [999_999_999, 'x', '', -1, 1.5]) {
      const body = { message_text: 'Halo', ibu_hamil_id };
      expect((await scene.postMessage(pair.psychologist, body)).status).toBe(403);
    }
  });

  it('care-32 keeps the super admin out of every call (C-03)', async () => {
    expect(await everyCall(team, id)).toEqual([403, 403, 403, 403]);
    expect((await scene.get(team)).status).toBe(403);
    const body = { message_text: 'Halo', ibu_hamil_id: Number(pair.client.id) };
    expect((await scene.postMessage(team, body)).status).toBe(403);
    expect(await atSocket(team)).toBe(4403);
  });

  it('care-66 asks every call for a JWT', async () => {
    expect(await everyCall(undefined, id)).toEqual([401, 401, 401, 401]);
    expect((await scene.get(undefined)).status).toBe(401);
    expect((await scene.postMessage(undefined, { message_text: 'Halo' })).status).toBe(401);
    const forged = { ...pair.client, token: `${pair.client.token}x` };
    expect(await everyCall(forged, id)).toEqual([401, 401, 401, 401]);
    expect(await atSocket(forged)).toBe(4401);
  });

  it('care-67 shows people their own conversations alone', async () => {
    const other = await scene.createPair();
    await scene.startConversation(other);
    for (const stranger of [other.client, other.psychologist]) {
      expect(await everyCall(stranger, id)).toEqual([403, 403, 403, 403]);
      expect(await atSocket(stranger)).toBe(4403);
      const { data } = (await scene.get(stranger)).body;
      expect((data as { id: number }[]).map((one) => one.id)).not.toContain(id);
    }
    expect(await everyCall(pair.client, 999_999_999)).toEqual([404, 404, 404, 404]);
  });

  it('C-04 answers malformed ids like unknown ones', async () => {
    for (const odd of ['abc', '0', '-1', '1.5', '1e3', '9'.repeat(25), '%00', "';--"]) {
      const { status, body } = await scene.get(pair.client, `/${encodeURIComponent(odd)}`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ success: false, message: 'Conversation not found' });
    }
  });

  it('C-02 closes reading and writing when the assignment ends, and says so', async () => {
    await system.call('DELETE', `/api/v1/team/assignments/${pair.client.id}`, { as: team });
    for (const person of [pair.client, pair.psychologist]) {
      expect(await everyCall(person, id)).toEqual([403, 403, 403, 403]);
      const { body } = await scene.get(person, `/${id}/messages`);
      expect(body.message).toMatch(/assignment .* has ended/);
      expect((await scene.get(person)).body.data).toEqual([]);
      expect(await atSocket(person)).toBe(4403);
    }
  });
});

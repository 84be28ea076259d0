import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';

let system: TestSystem;
let fixture: CareFixture;
let pair: CarePair;
let team: TestUser;
let id: number;
beforeAll(async () => {
  system = await startSystem();
  fixture = new CareFixture(system);
  team = await system.addUser('team');
});
beforeEach(async () => {
  pair = await fixture.createPair();
  id = await fixture.startConversation(pair);
});
afterAll(() => system.stop());

/** Statuses of every call about a conversation for one user. */
async function everyCall(as: TestUser | undefined, about: number): Promise<number[]> {
  const responses = [
    await fixture.get(as, `/${about}`),
    await fixture.get(as, `/${about}/messages`),
    await fixture.get(as, `/${about}/unread-count`),
    await fixture.markRead(as, about),
  ];
  return responses.map(({ status }) => status);
}

/** Close code of the WebSocket; 0 when it opens. */
async function atSocket(as: TestUser): Promise<number> {
  try {
    const here = await fixture.connect(as, id);
    await here.close();
    return 0;
  } catch (error) {
    return Number(/"code":(\d+)/.exec(String(error))?.[1]);
  }
}

describe('care access', () => {
  it('care-29 is limited to ibu hamil and perawat', async () => {
    for (const user of [pair.client, pair.psychologist]) {
      expect(await everyCall(user, id)).toEqual([200, 200, 200, 200]);
      expect((await fixture.get(user)).status).toBe(200);
    }
    expect(await everyCall(team, id)).toEqual([403, 403, 403, 403]);
    expect(await everyCall(undefined, id)).toEqual([401, 401, 401, 401]);
  });

  it('care-30 lets an ibu hamil message only her assigned perawat', async () => {
    const alone = await system.addUser('client');
    const { status, body } = await fixture.postMessage(alone, { message_text: 'Halo' });
    expect(status).toBe(403);
    expect(body).toMatchObject({ success: false, statusCode: 403, code: 'no-psychologist' });
    await system.call('DELETE', `/api/v1/team/assignments/${pair.client.id}`, { as: team });
    expect((await fixture.postMessage(pair.client, { message_text: 'Halo' })).status).toBe(403);
  });

  it('care-31 lets a perawat message only the ibu hamil assigned to them', async () => {
    const otherUser = await system.addUser('client');
    const other = await fixture.createPair();
    for (const client of [otherUser, other.client]) {
      const body = { message_text: 'Halo', ibu_hamil_id: Number(client.id) };
      const refused = await fixture.postMessage(pair.psychologist, body);
      expect(refused.status).toBe(403);
      expect(refused.body.code).toBe('not-assigned');
    }
    for (const ibu_hamil_id of [999_999_999, 'x', '', -1, 1.5]) {
      const body = { message_text: 'Halo', ibu_hamil_id };
      expect((await fixture.postMessage(pair.psychologist, body)).status).toBe(403);
    }
  });

  it('care-32 rejects the super admin on every call (C-03)', async () => {
    expect(await everyCall(team, id)).toEqual([403, 403, 403, 403]);
    expect((await fixture.get(team)).status).toBe(403);
    const body = { message_text: 'Halo', ibu_hamil_id: Number(pair.client.id) };
    expect((await fixture.postMessage(team, body)).status).toBe(403);
    expect(await atSocket(team)).toBe(4403);
  });

  it('care-66 requires a JWT on every call', async () => {
    expect(await everyCall(undefined, id)).toEqual([401, 401, 401, 401]);
    expect((await fixture.get(undefined)).status).toBe(401);
    expect((await fixture.postMessage(undefined, { message_text: 'Halo' })).status).toBe(401);
    const forged = { ...pair.client, token: `${pair.client.token}x` };
    expect(await everyCall(forged, id)).toEqual([401, 401, 401, 401]);
    expect(await atSocket(forged)).toBe(4401);
  });

  it('care-67 shows users only their own conversations', async () => {
    const other = await fixture.createPair();
    await fixture.startConversation(other);
    for (const otherUser of [other.client, other.psychologist]) {
      expect(await everyCall(otherUser, id)).toEqual([403, 403, 403, 403]);
      expect(await atSocket(otherUser)).toBe(4403);
      const { data } = (await fixture.get(otherUser)).body;
      expect((data as { id: number }[]).map((one) => one.id)).not.toContain(id);
    }
    expect(await everyCall(pair.client, 999_999_999)).toEqual([404, 404, 404, 404]);
  });

  it('C-04 answers malformed ids like unknown ids', async () => {
    for (const malformedId of ['abc', '0', '-1', '1.5', '1e3', '9'.repeat(25), '%00', "';--"]) {
      const { status, body } = await fixture.get(
        pair.client,
        `/${encodeURIComponent(malformedId)}`,
      );
      expect(status).toBe(404);
      expect(body).toMatchObject({ success: false, message: 'Conversation not found' });
    }
  });

  it('C-02 forbids reading and writing after the assignment ends and gives the reason', async () => {
    await system.call('DELETE', `/api/v1/team/assignments/${pair.client.id}`, { as: team });
    for (const user of [pair.client, pair.psychologist]) {
      expect(await everyCall(user, id)).toEqual([403, 403, 403, 403]);
      const { body } = await fixture.get(user, `/${id}/messages`);
      expect(body.message).toMatch(/assignment .* has ended/);
      expect((await fixture.get(user)).body.data).toEqual([]);
      expect(await atSocket(user)).toBe(4403);
    }
  });
});

import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let scene: SupportFixture;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  scene = new SupportFixture(system);
  admin = await system.addUser('team');
});
afterAll(() => system.stop());

/** A room of somebody new. */
async function roomOf(fullName: string, wish: object = {}): Promise<number> {
  const customer = await system.addUser('client', { fullName });
  return (await scene.openRoom(customer, 'Halo', wish)).id as number;
}

describe('what admins have', () => {
  it('support-09 lets an admin have several rooms at the same time', async () => {
    const rooms = [await roomOf('Ani'), await roomOf('Budi'), await roomOf('Citra')];
    for (const id of rooms) await scene.sendMessage(admin, id, `jawaban ${id}`);
    for (const id of rooms) {
      expect(await scene.texts(admin, id)).toEqual(['Halo', `jawaban ${id}`]);
    }
    expect((await scene.listRoomIds(admin)).slice(0, 3)).toEqual([...rooms].reverse());
  });

  it('support-13 narrows the list to a status', async () => {
    const [open, closed, resolved] = [await roomOf('A'), await roomOf('B'), await roomOf('C')];
    await scene.manage(admin, closed, { status: 'CLOSED' });
    await scene.manage(admin, resolved, { status: 'RESOLVED' });
    const lists = await Promise.all(
      ['OPEN', 'CLOSED', 'RESOLVED'].map((status) => scene.listRoomIds(admin, `?status=${status}`)),
    );
    expect(lists.map(([newest]) => newest)).toEqual([open, closed, resolved]);
    expect(lists[0]).not.toContain(closed);
    expect((await scene.get(admin, '?status=GONE')).status).toBe(400);
  });

  it('support-14 narrows the list to a priority', async () => {
    const urgent = await roomOf('A', { priority: 'URGENT' });
    const low = await roomOf('B', { priority: 'LOW' });
    expect(await scene.listRoomIds(admin, '?priority=URGENT')).toEqual([urgent]);
    expect(await scene.listRoomIds(admin, '?priority=LOW&status=OPEN')).toEqual([low]);
    expect(await scene.listRoomIds(admin, '?priority=LOW&status=CLOSED')).toEqual([]);
  });

  it('support-15 searches rooms by their customer', async () => {
    const id = await roomOf('Dewi Lestari 100%');
    await roomOf('Eko Prasetyo');
    for (const text of ['dewi', 'LESTARI', 'wi les', '100%']) {
      expect(await scene.listRoomIds(admin, `?search=${encodeURIComponent(text)}`)).toEqual([id]);
    }
    const email = (await scene.room(admin, id)).user.email as string;
    expect(await scene.listRoomIds(admin, `?search=${encodeURIComponent(email)}`)).toEqual([id]);
    expect(await scene.listRoomIds(admin, '?search=D_wi')).toEqual([]);
  });

  it('support-16 counts rooms: total, open, closed, resolved and unread', async () => {
    const figures = async () => (await scene.call(admin, 'GET', '/statistics')).body.data;
    const before = await figures();
    const [first, second] = [await roomOf('A'), await roomOf('B')];
    await roomOf('C');
    await scene.manage(admin, first, { status: 'CLOSED' });
    await scene.manage(admin, second, { status: 'RESOLVED' });
    await scene.room(admin, first);
    const after = await figures();
    const grown = Object.fromEntries(
      ['total', 'open', 'closed', 'resolved', 'unread'].map((name) => [
        name,
        after[name] - before[name],
      ]),
    );
    expect(grown).toEqual({ total: 3, open: 1, closed: 1, resolved: 1, unread: 2 });
  });

  it('support-75 keeps replies ready for admins', async () => {
    const words = { title: 'Salam', message: 'Halo, ada yang bisa dibantu?' };
    const made = await scene.call(admin, 'POST', '/templates', words);
    expect(made.status).toBe(201);
    const path = `/templates/${made.body.data.id}`;
    const changed = await scene.call(admin, 'PUT', path, { ...words, title: 'Sapaan' });
    expect(changed.body.data).toMatchObject({ title: 'Sapaan', message: words.message });
    expect((await scene.call(admin, 'GET', '/templates')).body.data).toEqual([changed.body.data]);
    expect((await scene.call(admin, 'DELETE', path)).status).toBe(200);
    expect((await scene.call(admin, 'GET', '/templates')).body.data).toEqual([]);
    for (const id of ['999999', 'x']) {
      const gone = await scene.call(admin, 'PUT', `/templates/${id}`, words);
      expect(gone.body).toMatchObject({ statusCode: 404, code: 'template-not-found' });
    }
  });

  it('support-76 tells how soon the team answers, of a room and of all', async () => {
    const customer = await system.addUser('client');
    const { id, firstAnsweredAt, createdAt } = await scene.openRoom(customer);
    expect(firstAnsweredAt).toBeNull();
    await system.query(
      `UPDATE conversations SET created_at = created_at - interval '1 hour' WHERE id = $1`,
      [id],
    );
    const answer = await scene.sendMessage(admin, id, 'Ya?');
    await scene.sendMessage(admin, id, 'Masih di sana?');
    const room = await scene.room(admin, id);
    expect(room).toMatchObject({ firstAnsweredAt: answer.createdAt, messageCount: 3 });
    expect(Date.parse(room.firstAnsweredAt) - Date.parse(room.createdAt)).toBeGreaterThan(3.6e6);
    expect(Date.parse(createdAt)).toBeGreaterThan(Date.parse(room.createdAt));
    const { averageResponseSeconds } = (await scene.call(admin, 'GET', '/statistics')).body.data;
    expect(averageResponseSeconds).toBeGreaterThan(0);
  });

  it('support-102 says whom to ask when something is wrong', async () => {
    const { info } = JSON.parse((await system.call('GET', '/openapi.json')).text);
    expect(info.contact.name).toMatch(/development team/);
    expect(info.description).toMatch(/report/);
  });
});

import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: SupportFixture;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new SupportFixture(system);
  admin = await system.addUser('team');
});
afterAll(() => system.stop());

/** A room of a new customer. */
async function roomOf(fullName: string, options: object = {}): Promise<number> {
  const customer = await system.addUser('client', { fullName });
  return (await fixture.openRoom(customer, 'Halo', options)).id as number;
}

describe('support for admins', () => {
  it('support-09 allows several rooms per admin at the same time', async () => {
    const rooms = [await roomOf('Ani'), await roomOf('Budi'), await roomOf('Citra')];
    for (const id of rooms) await fixture.sendMessage(admin, id, `jawaban ${id}`);
    for (const id of rooms) {
      expect(await fixture.texts(admin, id)).toEqual(['Halo', `jawaban ${id}`]);
    }
    expect((await fixture.listRoomIds(admin)).slice(0, 3)).toEqual([...rooms].reverse());
  });

  it('support-13 filters the list by status', async () => {
    const [open, closed, resolved] = [await roomOf('A'), await roomOf('B'), await roomOf('C')];
    await fixture.manage(admin, closed, { status: 'CLOSED' });
    await fixture.manage(admin, resolved, { status: 'RESOLVED' });
    const lists = await Promise.all(
      ['OPEN', 'CLOSED', 'RESOLVED'].map((status) =>
        fixture.listRoomIds(admin, `?status=${status}`),
      ),
    );
    expect(lists.map(([newest]) => newest)).toEqual([open, closed, resolved]);
    expect(lists[0]).not.toContain(closed);
    expect((await fixture.get(admin, '?status=GONE')).status).toBe(400);
  });

  it('support-14 filters the list by priority', async () => {
    const urgent = await roomOf('A', { priority: 'URGENT' });
    const low = await roomOf('B', { priority: 'LOW' });
    expect(await fixture.listRoomIds(admin, '?priority=URGENT')).toEqual([urgent]);
    expect(await fixture.listRoomIds(admin, '?priority=LOW&status=OPEN')).toEqual([low]);
    expect(await fixture.listRoomIds(admin, '?priority=LOW&status=CLOSED')).toEqual([]);
  });

  it('support-15 searches rooms by customer', async () => {
    const id = await roomOf('Dewi Lestari 100%');
    await roomOf('Eko Prasetyo');
    for (const text of ['dewi', 'LESTARI', 'wi les', '100%']) {
      expect(await fixture.listRoomIds(admin, `?search=${encodeURIComponent(text)}`)).toEqual([id]);
    }
    const email = (await fixture.room(admin, id)).user.email as string;
    expect(await fixture.listRoomIds(admin, `?search=${encodeURIComponent(email)}`)).toEqual([id]);
    expect(await fixture.listRoomIds(admin, '?search=D_wi')).toEqual([]);
  });

  it('support-16 counts rooms: total, open, closed, resolved and unread', async () => {
    const statistics = async () => (await fixture.call(admin, 'GET', '/statistics')).body.data;
    const before = await statistics();
    const [first, second] = [await roomOf('A'), await roomOf('B')];
    await roomOf('C');
    await fixture.manage(admin, first, { status: 'CLOSED' });
    await fixture.manage(admin, second, { status: 'RESOLVED' });
    await fixture.room(admin, first);
    const after = await statistics();
    const grown = Object.fromEntries(
      ['total', 'open', 'closed', 'resolved', 'unread'].map((name) => [
        name,
        after[name] - before[name],
      ]),
    );
    expect(grown).toEqual({ total: 3, open: 1, closed: 1, resolved: 1, unread: 2 });
  });

  it('support-75 stores reply templates', async () => {
    const template = { title: 'Salam', message: 'Halo, ada yang bisa dibantu?' };
    const created = await fixture.call(admin, 'POST', '/templates', template);
    expect(created.status).toBe(201);
    const path = `/templates/${created.body.data.id}`;
    const changed = await fixture.call(admin, 'PUT', path, { ...template, title: 'Sapaan' });
    expect(changed.body.data).toMatchObject({ title: 'Sapaan', message: template.message });
    expect((await fixture.call(admin, 'GET', '/templates')).body.data).toEqual([changed.body.data]);
    expect((await fixture.call(admin, 'DELETE', path)).status).toBe(200);
    expect((await fixture.call(admin, 'GET', '/templates')).body.data).toEqual([]);
    for (const id of ['999999', 'x']) {
      const missing = await fixture.call(admin, 'PUT', `/templates/${id}`, template);
      expect(missing.body).toMatchObject({ statusCode: 404, code: 'template-not-found' });
    }
  });

  it('support-76 reports response times of a room and overall', async () => {
    const customer = await system.addUser('client');
    const { id, firstAnsweredAt, createdAt } = await fixture.openRoom(customer);
    expect(firstAnsweredAt).toBeNull();
    await system.query(
      `UPDATE conversations SET created_at = created_at - interval '1 hour' WHERE id = $1`,
      [id],
    );
    const response = await fixture.sendMessage(admin, id, 'Ya?');
    await fixture.sendMessage(admin, id, 'Masih di sana?');
    const room = await fixture.room(admin, id);
    expect(room).toMatchObject({ firstAnsweredAt: response.createdAt, messageCount: 3 });
    expect(Date.parse(room.firstAnsweredAt) - Date.parse(room.createdAt)).toBeGreaterThan(3.6e6);
    expect(Date.parse(createdAt)).toBeGreaterThan(Date.parse(room.createdAt));
    const { averageResponseSeconds } = (await fixture.call(admin, 'GET', '/statistics')).body.data;
    expect(averageResponseSeconds).toBeGreaterThan(0);
  });

  it('support-102 names a contact for problems', async () => {
    const { info } = JSON.parse((await system.call('GET', '/openapi.json')).text);
    expect(info.contact.name).toMatch(/development team/);
    expect(info.description).toMatch(/report/i);
  });
});

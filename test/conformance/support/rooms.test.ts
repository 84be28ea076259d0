import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem, Wire } from '../../support/harness/test-system';

let system: TestSystem;
let scene: SupportFixture;
let customer: TestUser;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  scene = new SupportFixture(system);
});
beforeEach(async () => {
  ({ customer, admin } = await scene.createUsers());
});
afterAll(() => system.stop());

describe('rooms', () => {
  it('support-04 shows a customer the history of the conversation with the admins', async () => {
    const { id } = await scene.openRoom(customer, 'satu');
    await scene.sendMessage(admin, id, 'dua');
    await scene.sendMessage(customer, id, 'tiga');
    expect(await scene.texts(customer, id)).toEqual(['satu', 'dua', 'tiga']);
  });

  it('support-05 leads to the room that is there, or makes one', async () => {
    expect(await scene.listRoomIds(customer)).toEqual([]);
    const first = await scene.openRoom(customer);
    expect(first.created).toBe(true);
    const second = await scene.openRoom(customer, 'lagi');
    expect(second).toMatchObject({ id: first.id, created: false, lastMessage: 'lagi' });
    expect(await scene.listRoomIds(customer)).toEqual([first.id]);
  });

  it('support-07 counts for each side what it has not read', async () => {
    const { id } = await scene.openRoom(customer, 'satu');
    await scene.openRoom(customer, 'dua');
    await scene.sendMessage(admin, id, 'tiga');
    const unread = async (as: TestUser): Promise<number> => {
      const rooms = (await scene.get(as)).body.data as { id: number; unreadCount: number }[];
      return rooms.find((room) => room.id === id)?.unreadCount ?? -1;
    };
    expect([await unread(customer), await unread(admin)]).toEqual([1, 2]);
    await scene.call(customer, 'POST', `/rooms/${id}/read`, {});
    await scene.call(admin, 'POST', `/rooms/${id}/read`, { upToSeq: 1 });
    expect([await unread(customer), await unread(admin)]).toEqual([0, 1]);
  });

  it('support-10 changes the status to OPEN, CLOSED and RESOLVED', async () => {
    const { id } = await scene.openRoom(customer);
    for (const status of ['CLOSED', 'OPEN', 'RESOLVED', 'CLOSED']) {
      expect(await scene.manage(admin, id, { status })).toMatchObject({ id, status });
      expect(await scene.room(customer, id)).toMatchObject({ status });
    }
  });

  it('support-11 sets the priority to LOW, NORMAL, HIGH and URGENT', async () => {
    const { id } = await scene.openRoom(customer);
    for (const priority of ['LOW', 'NORMAL', 'HIGH', 'URGENT']) {
      await scene.manage(admin, id, { priority });
      expect(await scene.room(customer, id)).toMatchObject({ priority, status: 'OPEN' });
    }
  });

  it('support-36 lists rooms as an array with what describes them', async () => {
    const { id } = await scene.openRoom(customer, 'Halo', { subject: 'Jadwal' });
    const answer = await system.call('GET', '/api/chat/rooms', { as: customer });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject([
      {
        id,
        userId: Number(customer.id),
        subject: 'Jadwal',
        status: 'OPEN',
        lastMessage: 'Halo',
        unreadCount: 0,
      },
    ]);
  });

  it('support-38 makes a room with its first message, or adds to the one there is', async () => {
    const body = { subject: 'Jadwal', message: 'Halo', priority: 'HIGH' };
    const answer = await system.call('POST', '/api/chat/rooms', { as: customer, body });
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({
      subject: 'Jadwal',
      priority: 'HIGH',
      created: true,
      messages: [{ message: 'Halo', messageType: 'TEXT', senderId: Number(customer.id) }],
    });
    const again = await system.call('POST', '/api/chat/rooms', {
      as: customer,
      body: { subject: 'Lain', message: 'Halo lagi' },
    });
    expect(again.body.data).toMatchObject({ id: answer.body.data.id, subject: 'Jadwal' });
    expect(await scene.texts(customer, answer.body.data.id)).toEqual(['Halo', 'Halo lagi']);
  });

  it('support-40 shows a room with its messages', async () => {
    const { id } = await scene.openRoom(customer, 'Halo');
    const answer = await system.call('GET', `/api/chat/rooms/${id}`, { as: admin });
    expect(answer.body.data).toMatchObject({
      id,
      messages: [{ chatRoomId: id, message: 'Halo', sender: { role: 'USER' } }],
      pagination: { page: 1, limit: 50, total: 1, hasMore: false },
    });
  });

  it('support-42 sends a message to a room', async () => {
    const { id } = await scene.openRoom(customer);
    const body = { message: 'Ada yang bisa dibantu?', messageType: 'TEXT' };
    const answer = await system.call('POST', `/api/chat/rooms/${id}`, { as: admin, body });
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({ chatRoomId: id, seq: 2, sender: { role: 'ADMIN' } });
  });

  it('support-44 takes status, priority and adminId together', async () => {
    const { id } = await scene.openRoom(customer);
    const body = { status: 'RESOLVED', priority: 'LOW', adminId: Number(admin.id) };
    const path = `/api/chat/rooms/${id}/manage`;
    const answer = await system.call('PATCH', path, { as: admin, body });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ id, ...body });
    expect((await system.call('PATCH', path, { as: admin, body: {} })).status).toBe(400);
  });

  it('support-46 assigns the admin, another one, and nobody again', async () => {
    const { id } = await scene.openRoom(customer);
    const other = await system.addUser('team');
    for (const one of [admin, other]) {
      const room = await scene.manage(admin, id, { adminId: Number(one.id) });
      expect(room.admin).toEqual({ id: Number(one.id), name: one.fullName });
    }
    expect(await scene.listRoomIds(admin, `?adminId=${other.id}`)).toEqual([id]);
    expect(await scene.listRoomIds(admin, `?adminId=${admin.id}`)).toEqual([]);
    expect((await scene.manage(admin, id, { adminId: null })).admin).toBeNull();
    const nobody = { adminId: Number(customer.id) };
    const refused = await scene.call(admin, 'PATCH', `/rooms/${id}/manage`, nobody);
    expect(refused.status).toBe(404);
    expect(refused.body.details.fields[0].field).toBe('adminId');
  });

  it('support-99 pages through the history, the newest page first', async () => {
    const { id } = await scene.openRoom(customer, '1');
    for (const text of ['2', '3', '4', '5']) await scene.sendMessage(customer, id, text);
    expect(await scene.texts(customer, id, '?limit=2')).toEqual(['4', '5']);
    expect(await scene.texts(customer, id, '?limit=2&page=2')).toEqual(['2', '3']);
    const { messages } = await scene.room(customer, id, '?limit=2&page=2');
    const older = `?limit=2&before=${(messages as Wire[])[0].id}`;
    expect(await scene.texts(customer, id, older)).toEqual(['1']);
    expect(await scene.texts(customer, id, '?afterSeq=3')).toEqual(['4', '5']);
    expect((await scene.get(customer, `/${id}?limit=101`)).status).toBe(400);
  });

  it('C-46 opens a resolved room again by a message; after a closed one comes a new room', async () => {
    const { id } = await scene.openRoom(customer, 'satu');
    await scene.manage(admin, id, { status: 'RESOLVED' });
    expect(await scene.openRoom(customer, 'dua')).toMatchObject({
      id,
      created: false,
      status: 'OPEN',
    });
    await scene.manage(admin, id, { status: 'RESOLVED' });
    await scene.sendMessage(customer, id, 'tiga');
    expect(await scene.room(customer, id)).toMatchObject({ status: 'OPEN' });
    await scene.manage(admin, id, { status: 'CLOSED' });
    for (const person of [customer, admin]) {
      const refused = await scene.call(person, 'POST', `/rooms/${id}`, { message: 'empat' });
      expect(refused.status).toBe(409);
      expect(refused.body.code).toBe('conversation-closed');
    }
    const next = await scene.openRoom(customer, 'lima');
    expect(next.created).toBe(true);
    expect(next.id).not.toBe(id);
    const both = await scene.call(admin, 'PATCH', `/rooms/${id}/manage`, { status: 'OPEN' });
    expect(both.body).toMatchObject({ statusCode: 409, code: 'room-already-open' });
    expect(await scene.listRoomIds(customer)).toEqual([next.id, id]);
  });

  it('C-46 makes one room of many first messages at one moment', async () => {
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, n) => scene.openRoom(customer, `m${n}`)),
    );
    expect(new Set(sent.map(({ id }) => id as number)).size).toBe(1);
    expect(sent.filter(({ created }) => created)).toHaveLength(1);
    expect(await scene.texts(customer, sent[0].id)).toHaveLength(12);
  });

  it('C-45 keeps a repeated send once', async () => {
    const first = await scene.openRoom(customer, 'sekali', { clientMessageId: 'a-1' });
    const again = await scene.openRoom(customer, 'sekali', { clientMessageId: 'a-1' });
    expect(again.messages).toEqual(first.messages);
    const headers = { 'idempotency-key': 'b-1' };
    const call = { as: admin, body: { message: 'juga' }, headers };
    const sends = [1, 2].map(() => system.call('POST', `/api/chat/rooms/${first.id}`, call));
    const ids = (await Promise.all(sends)).map(({ body }) => body.data.id as number);
    expect(new Set(ids).size).toBe(1);
    expect(await scene.texts(customer, first.id)).toEqual(['sekali', 'juga']);
  });
});

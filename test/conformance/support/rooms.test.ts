import {
  supportMessageResponse,
  supportPostedResponse,
} from '../../../src/api/support/support-schemas';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: SupportFixture;
let customer: TestUser;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new SupportFixture(system);
});
beforeEach(async () => {
  ({ customer, admin } = await fixture.createUsers());
});
afterAll(() => system.stop());

describe('support rooms', () => {
  it('support-05 are reused when one exists and created otherwise', async () => {
    expect(await fixture.listRoomIds(customer)).toEqual([]);
    const first = await fixture.openRoom(customer);
    expect(first.created).toBe(true);
    const second = await fixture.openRoom(customer, 'lagi');
    expect(second).toMatchObject({ id: first.id, created: false, lastMessage: 'lagi' });
    expect(await fixture.listRoomIds(customer)).toEqual([first.id]);
  });

  it('support-10 accept the statuses OPEN, CLOSED and RESOLVED', async () => {
    const { id } = await fixture.openRoom(customer);
    for (const status of ['CLOSED', 'OPEN', 'RESOLVED', 'CLOSED']) {
      expect(await fixture.manage(admin, id, { status })).toMatchObject({ id, status });
      expect(await fixture.room(customer, id)).toMatchObject({ status });
    }
  });

  it('support-11 accept the priorities LOW, NORMAL, HIGH and URGENT', async () => {
    const { id } = await fixture.openRoom(customer);
    for (const priority of ['LOW', 'NORMAL', 'HIGH', 'URGENT']) {
      await fixture.manage(admin, id, { priority });
      expect(await fixture.room(customer, id)).toMatchObject({ priority, status: 'OPEN' });
    }
  });

  it('support-36 are listed as an array with their description', async () => {
    const { id } = await fixture.openRoom(customer, 'Halo', { subject: 'Jadwal' });
    const response = await fixture.get(customer);
    expect(response.status).toBe(200);
    expect(response.body.data).toMatchObject([
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

  it('support-38 are created by a first message, which an existing room receives instead', async () => {
    const body = { subject: 'Jadwal', message: 'Halo', priority: 'HIGH' };
    const call = { as: customer, body, reply: supportPostedResponse };
    const response = await system.call('POST', '/api/chat/rooms', call);
    expect(response.status).toBe(201);
    expect(response.body.data).toMatchObject({
      subject: 'Jadwal',
      priority: 'HIGH',
      created: true,
      messages: [{ message: 'Halo', messageType: 'TEXT', senderId: Number(customer.id) }],
    });
    const repeated = await system.call('POST', '/api/chat/rooms', {
      as: customer,
      body: { subject: 'Lain', message: 'Halo lagi' },
    });
    expect(repeated.body.data).toMatchObject({ id: response.body.data.id, subject: 'Jadwal' });
    expect(await fixture.texts(customer, response.body.data.id)).toEqual(['Halo', 'Halo lagi']);
  });

  it('support-40 are returned with their messages', async () => {
    const { id } = await fixture.openRoom(customer, 'Halo');
    const response = await system.call('GET', `/api/chat/rooms/${id}`, { as: admin });
    expect(response.body.data).toMatchObject({
      id,
      messages: [{ chatRoomId: id, message: 'Halo', sender: { role: 'USER' } }],
      pagination: { page: 1, limit: 50, total: 1, hasMore: false },
    });
  });

  it('support-42 receive messages', async () => {
    const { id } = await fixture.openRoom(customer);
    const body = { message: 'Ada yang bisa dibantu?', messageType: 'TEXT' };
    const response = await system.call('POST', `/api/chat/rooms/${id}`, { as: admin, body });
    expect(response.status).toBe(201);
    expect(response.body.data).toMatchObject({ chatRoomId: id, seq: 2, sender: { role: 'ADMIN' } });
  });

  it('support-44 accept status, priority and adminId together', async () => {
    const { id } = await fixture.openRoom(customer);
    const body = { status: 'RESOLVED', priority: 'LOW', adminId: Number(admin.id) };
    const path = `/api/chat/rooms/${id}/manage`;
    const response = await system.call('PATCH', path, { as: admin, body });
    expect(response.status).toBe(200);
    expect(response.body.data).toMatchObject({ id, ...body });
    expect((await system.call('PATCH', path, { as: admin, body: {} })).status).toBe(400);
  });

  it('support-46 are assigned to an admin, to another one and to none', async () => {
    const { id } = await fixture.openRoom(customer);
    const other = await system.addUser('team');
    for (const one of [admin, other]) {
      const room = await fixture.manage(admin, id, { adminId: Number(one.id) });
      expect(room.admin).toEqual({ id: Number(one.id), name: one.fullName });
    }
    expect(await fixture.listRoomIds(admin, `?adminId=${other.id}`)).toEqual([id]);
    expect(await fixture.listRoomIds(admin, `?adminId=${admin.id}`)).toEqual([]);
    expect((await fixture.manage(admin, id, { adminId: null })).admin).toBeNull();
    const assignment = { adminId: Number(customer.id) };
    const refused = await fixture.call(admin, 'PATCH', `/rooms/${id}/manage`, assignment);
    expect(refused.status).toBe(404);
    expect(refused.body.details?.fields?.[0]?.field).toBe('adminId');
  });

  it('support-99 page through the history, the newest page first', async () => {
    const { id } = await fixture.openRoom(customer, '1');
    for (const text of ['2', '3', '4', '5']) await fixture.sendMessage(customer, id, text);
    expect(await fixture.texts(customer, id, '?limit=2')).toEqual(['4', '5']);
    expect(await fixture.texts(customer, id, '?limit=2&page=2')).toEqual(['2', '3']);
    const { messages } = await fixture.room(customer, id, '?limit=2&page=2');
    const older = `?limit=2&before=${messages[0]?.id}`;
    expect(await fixture.texts(customer, id, older)).toEqual(['1']);
    expect(await fixture.texts(customer, id, '?afterSeq=3')).toEqual(['4', '5']);
    expect((await fixture.get(customer, `/${id}?limit=101`)).status).toBe(400);
  });

  it('C-46 are reopened by a message when resolved and replaced by a new room when closed', async () => {
    const { id } = await fixture.openRoom(customer, 'satu');
    await fixture.manage(admin, id, { status: 'RESOLVED' });
    expect(await fixture.openRoom(customer, 'dua')).toMatchObject({
      id,
      created: false,
      status: 'OPEN',
    });
    await fixture.manage(admin, id, { status: 'RESOLVED' });
    await fixture.sendMessage(customer, id, 'tiga');
    expect(await fixture.room(customer, id)).toMatchObject({ status: 'OPEN' });
    await fixture.manage(admin, id, { status: 'CLOSED' });
    for (const user of [customer, admin]) {
      const refused = await fixture.call(user, 'POST', `/rooms/${id}`, { message: 'empat' });
      expect(refused.status).toBe(409);
      expect(refused.body.code).toBe('conversation-closed');
    }
    const next = await fixture.openRoom(customer, 'lima');
    expect(next.created).toBe(true);
    expect(next.id).not.toBe(id);
    const both = await fixture.call(admin, 'PATCH', `/rooms/${id}/manage`, { status: 'OPEN' });
    expect(both.body).toMatchObject({ statusCode: 409, code: 'room-already-open' });
    expect(await fixture.listRoomIds(customer)).toEqual([next.id, id]);
  });

  it('C-46 are created once for concurrent first messages', async () => {
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, n) => fixture.openRoom(customer, `m${n}`)),
    );
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(sent.filter(({ created }) => created)).toHaveLength(1);
    expect(await fixture.texts(customer, sent[0]?.id ?? 0)).toHaveLength(12);
  });

  it('C-45 store a repeated request once', async () => {
    const first = await fixture.openRoom(customer, 'sekali', { clientMessageId: 'a-1' });
    const repeated = await fixture.openRoom(customer, 'sekali', { clientMessageId: 'a-1' });
    expect(repeated.messages).toEqual(first.messages);
    const headers = { 'idempotency-key': 'b-1' };
    const reply = supportMessageResponse;
    const call = { as: admin, body: { message: 'juga' }, headers, reply };
    const sends = [1, 2].map(() => system.call('POST', `/api/chat/rooms/${first.id}`, call));
    const ids = (await Promise.all(sends)).map(({ body }) => body.data.id);
    expect(new Set(ids).size).toBe(1);
    expect(await fixture.texts(customer, first.id)).toEqual(['sekali', 'juga']);
  });
});

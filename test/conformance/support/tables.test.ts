import { loadConfig } from '../../../src/config/config';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import type { SupportPosted } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { only } from '../../support/harness/only';
import { INSTANT } from '../../support/contracts/contract-texts';
import { queryPlans } from '../../support/checks/query-plan';
import { createManySupportRooms } from '../../support/fixtures/many-support-rooms';

let system: TestSystem;
let fixture: SupportFixture;
let customer: TestUser;
let admin: TestUser;
let room: SupportPosted;
let id: number;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new SupportFixture(system);
});
beforeEach(async () => {
  ({ customer, admin } = await fixture.createUsers());
  room = await fixture.openRoom(customer, 'Halo');
  id = room.id;
});
afterAll(() => system.stop());

async function columnDefault(table: string, column: string): Promise<string | null> {
  const [row] = await system.query<{ value: string | null }>(
    `SELECT column_default AS value FROM information_schema.columns
     WHERE table_name = $1 AND column_name = $2`,
    [table, column],
  );
  return row ? row.value : 'no such column';
}

describe('a support room', () => {
  it('support-17 is numbered automatically; the id is a number on the wire (C-04)', async () => {
    const next = await fixture.openRoom(await system.addUser('client'));
    expect(typeof id).toBe('number');
    expect(next.id).toBeGreaterThan(id);
  });

  it('support-18 references an existing customer', async () => {
    expect(room).toMatchObject({
      userId: Number(customer.id),
      user: { id: Number(customer.id), name: customer.fullName, email: customer.email },
    });
    const orphan = system.query('UPDATE support_rooms SET client_id = 999999999');
    await expect(orphan).rejects.toThrow('support_rooms_client_id_fkey');
  });

  it('support-19 references the assigned admin, or none', async () => {
    expect(room).toMatchObject({ adminId: null, admin: null });
    const assigned = await fixture.manage(admin, id, { adminId: Number(admin.id) });
    expect(assigned).toMatchObject({ adminId: Number(admin.id), admin: { name: admin.fullName } });
    const orphan = system.query('UPDATE support_rooms SET assigned_to = 999999999');
    await expect(orphan).rejects.toThrow('support_rooms_assigned_to_fkey');
  });

  it('support-20 is OPEN by default', () => {
    expect(room.status).toBe('OPEN');
  });

  it('support-21 has a subject, encrypted in the database, or none', async () => {
    expect(room.subject).toBeNull();
    const user = await system.addUser('client');
    const withSubject = await fixture.openRoom(user, 'Halo', { subject: 'Jadwal sesi' });
    expect((await fixture.room(admin, withSubject.id)).subject).toBe('Jadwal sesi');
    const rows = await system.query<{ subject: Buffer }>(
      'SELECT subject FROM support_rooms WHERE conversation_id = $1',
      [withSubject.id],
    );
    expect(only(rows).subject.toString('utf8')).not.toContain('Jadwal');
  });

  it('support-22 has NORMAL priority by default', async () => {
    expect(room.priority).toBe('NORMAL');
    expect(await columnDefault('support_rooms', 'priority')).toContain('normal');
  });

  it('support-23 shows the beginning of its last message', async () => {
    expect(room.lastMessage).toBe('Halo');
    await fixture.sendMessage(admin, id, '💙'.repeat(500));
    expect((await fixture.room(customer, id)).lastMessage).toBe('💙'.repeat(120));
  });

  it('support-24 stores when it was last active', async () => {
    expect(room.lastActivity).toBe(room.messages[0]?.createdAt);
    const sent = await fixture.sendMessage(admin, id, 'lagi');
    expect((await fixture.room(customer, id)).lastActivity).toBe(sent.createdAt);
  });

  it('support-25 is read or unread for each side (C-24)', async () => {
    const isRead = async (as: TestUser) => {
      return (await fixture.list(as)).find((one) => one.id === id)?.isRead;
    };
    expect([await isRead(customer), await isRead(admin)]).toEqual([true, false]);
    await fixture.room(admin, id);
    await fixture.sendMessage(admin, id, 'Ya?');
    expect([await isRead(customer), await isRead(admin)]).toEqual([false, true]);
  });

  it('support-26 contains its own messages only', async () => {
    await fixture.openRoom(await system.addUser('client'), 'dari orang lain');
    await fixture.sendMessage(admin, id, 'dua');
    expect(await fixture.texts(customer, id)).toEqual(['Halo', 'dua']);
  });

  it('support-27 stores when it was created and updated', async () => {
    expect(room.createdAt).toMatch(INSTANT);
    expect(Date.parse(room.updatedAt)).toBeGreaterThanOrEqual(Date.parse(room.createdAt));
    const changed = await fixture.manage(admin, id, { priority: 'HIGH' });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(room.updatedAt));
    expect(changed.createdAt).toBe(room.createdAt);
  });

  it('support-33 accepts only OPEN, CLOSED or RESOLVED', async () => {
    const other = system.query(`UPDATE conversations SET state = 'gone' WHERE id = $1`, [id]);
    await expect(other).rejects.toThrow('conversations_state');
    const refused = await fixture.call(admin, 'PATCH', `/rooms/${id}/manage`, { status: 'GONE' });
    expect(refused.body.details?.fields?.[0]?.message).toContain('OPEN, CLOSED or RESOLVED');
  });

  it('support-34 accepts only LOW, NORMAL, HIGH or URGENT', async () => {
    const stored: string[] = [];
    for (const priority of ['LOW', 'NORMAL', 'HIGH', 'URGENT']) {
      const user = await system.addUser('client');
      const opened = await fixture.openRoom(user, 'Halo', { priority });
      expect(opened.priority).toBe(priority);
      expect((await fixture.manage(admin, id, { priority })).priority).toBe(priority);
      expect(await fixture.listRoomIds(admin, `?priority=${priority}`)).toContain(opened.id);
      const [row] = await system.query<{ priority: string }>(
        'SELECT priority FROM support_rooms WHERE conversation_id = $1',
        [opened.id],
      );
      stored.push(row?.priority ?? '');
    }
    expect(stored).toEqual(['low', 'normal', 'high', 'urgent']);
    for (const priority of ['SOME', 'urgent', '', 1, null]) {
      const body = { message: 'Halo', priority };
      const refusals = [
        await fixture.call(await system.addUser('client'), 'POST', '/rooms', body),
        await fixture.call(admin, 'PATCH', `/rooms/${id}/manage`, { priority }),
      ];
      for (const refused of refusals) {
        expect(refused.status).toBe(400);
        const message = expect.stringContaining('LOW, NORMAL, HIGH or URGENT') as string;
        expect(refused.body.details?.fields).toEqual([{ field: 'priority', message }]);
      }
    }
    expect((await fixture.get(admin, '?priority=SOME')).status).toBe(400);
    for (const other of ['some', 'URGENT', '']) {
      const change = system.query('UPDATE support_rooms SET priority = $1', [other]);
      await expect(change).rejects.toThrow('support_rooms_priority');
    }
  });
});

describe('a support message', () => {
  it('support-28 is numbered automatically and belongs to a room', async () => {
    const first = only(room.messages);
    const second = await fixture.sendMessage(admin, id, 'dua');
    expect(first.chatRoomId).toBe(id);
    expect(second.id).toBeGreaterThan(first.id);
    const orphan = system.query('UPDATE messages SET conversation_id = 999999999 WHERE id = $1', [
      first.id,
    ]);
    await expect(orphan).rejects.toThrow('messages_conversation_id_fkey');
  });

  it('support-29 references its sender, customer or admin', async () => {
    const response = await fixture.sendMessage(admin, id, 'Ya?');
    const sender = { id: Number(admin.id), name: admin.fullName, role: 'ADMIN' };
    expect(response).toMatchObject({ senderId: Number(admin.id), sender });
    expect(room.messages[0]).toMatchObject({ senderId: Number(customer.id) });
  });

  it('support-30 keeps any text exactly', async () => {
    for (const text of ['a\nb\tc', '<b>&"\'', '💙 ñ 漢字', 'x'.repeat(5_000)]) {
      expect((await fixture.sendMessage(customer, id, text)).message).toBe(text);
    }
  });

  it('support-31 is TEXT by default', async () => {
    expect((await fixture.sendMessage(customer, id, 'x')).messageType).toBe('TEXT');
    expect(
      (await fixture.sendMessage(customer, id, 'x', { messageType: 'TEXT' })).messageType,
    ).toBe('TEXT');
  });

  it('support-32 is unread at first and stores when it was sent and read', async () => {
    expect(room.messages[0]).toMatchObject({ isRead: false, readAt: null });
    expect(room.messages[0]?.createdAt).toMatch(INSTANT);
    await fixture.room(admin, id);
    const [message] = (await fixture.room(customer, id)).messages;
    expect(message).toMatchObject({ isRead: true, readAt: expect.stringMatching(INSTANT) });
    await fixture.sendMessage(admin, id, 'Ya?');
    await fixture.room(await system.addUser('team'), id);
    const { messages } = await fixture.room(admin, id);
    expect(messages[1]).toMatchObject({ message: 'Ya?', isRead: false });
  });

  it('support-35 accepts only TEXT and explains the rejection of IMAGE and FILE', async () => {
    for (const messageType of ['IMAGE', 'FILE', 'text', 'VIDEO']) {
      const body = { message: 'x', messageType };
      const refused = await fixture.call(customer, 'POST', `/rooms/${id}`, body);
      expect(refused.status).toBe(400);
      expect(refused.body.details?.fields?.[0]?.field).toBe('messageType');
    }
    const constraints = await system.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'messages_type'`,
    );
    const { text } = only(constraints);
    for (const stored of ['text', 'image', 'file']) expect(text).toContain(`'${stored}'`);
  });
});

describe('the support tables', () => {
  it('support-70 are created by a migration and reference the existing users', async () => {
    const { migrations } = system.context.db.source;
    expect(migrations.map(({ name }) => name)).toContain('CreateSupportRooms1763700000020');
    const keys = await system.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint
       WHERE confrelid = 'users'::regclass AND conrelid = 'support_rooms'::regclass`,
    );
    expect(keys).toHaveLength(2);
  });

  it('support-71 are created by one command and match the code', async () => {
    const { source } = system.context.db;
    expect(await source.runMigrations()).toEqual([]);
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    const missing = upQueries.map(({ query }) => query);
    expect(missing.filter((query) => /support_rooms|reply_templates/.test(query))).toEqual([]);
  });

  it('support-72 need only DATABASE_URL from the environment (C-34)', () => {
    const { config } = loadConfig({ DATABASE_URL: system.databaseUrl });
    expect(config.databaseUrl).toBe(system.databaseUrl);
  });

  it('support-98 serve lists, searches and statistics by indexes', async () => {
    await createManySupportRooms(system);
    const plansOf = async (
      action: () => Promise<unknown>,
      disabled: ('seqscan' | 'sort')[] = ['seqscan'],
    ): Promise<string> => (await queryPlans(system, action, disabled)).join('\n');
    const ordered = (query: string) =>
      plansOf(() => fixture.list(admin, query), ['seqscan', 'sort']);
    const plans = {
      all: await ordered(''),
      open: await ordered('?status=OPEN'),
      urgent: await ordered('?priority=URGENT'),
      found: await plansOf(() => fixture.list(admin, '?search=lestari')),
      own: await plansOf(() => fixture.list(customer)),
      room: await plansOf(() => fixture.room(admin, id)),
      statistics: await plansOf(() => fixture.statistics(admin)),
    };
    for (const [name, plan] of Object.entries(plans)) {
      expect([name, plan.match(/Seq Scan on \w+/g)]).toEqual([name, null]);
    }
    expect(plans.all).toContain('support_rooms_activity');
    expect(plans.open).toMatch(/support_rooms_activity|conversations_support_state/);
    expect(plans.urgent).toMatch(/support_rooms_activity|support_rooms_by_priority/);
    expect(plans.found).toContain('users_name_and_email');
    expect(plans.own).toContain('support_rooms_client_id');
    expect(plans.statistics).toContain('conversations_support_state');
    expect(plans.statistics).toContain('support_rooms_unread');
  });

  it('support-101 are not queried again for cached users and keys', async () => {
    const before = await system.query<{ key: Buffer; name: string }>(
      `SELECT c.data_key AS key, u.full_name AS name FROM conversations c, users u
       WHERE c.id = $1 AND u.id = $2`,
      [id, customer.id],
    );
    await system.query('UPDATE conversations SET data_key = NULL WHERE id = $1', [id]);
    await system.query(`UPDATE users SET full_name = 'Lain' WHERE id = $1`, [customer.id]);
    const sent = await fixture.sendMessage(customer, id, 'dari ingatan');
    expect(sent.sender.name).toBe(before[0]?.name);
    await system.query('UPDATE conversations SET data_key = $2 WHERE id = $1', [
      id,
      before[0]?.key,
    ]);
    expect(await fixture.texts(admin, id)).toEqual(['Halo', 'dari ingatan']);
  });
});

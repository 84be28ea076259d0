import { loadConfig } from '../../../src/config/config';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem, Wire } from '../../support/harness/test-system';

let system: TestSystem;
let scene: SupportFixture;
let customer: TestUser;
let admin: TestUser;
let room: Wire;
let id: number;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  scene = new SupportFixture(system);
});
beforeEach(async () => {
  ({ customer, admin } = await scene.createUsers());
  room = await scene.openRoom(customer, 'Halo');
  id = room.id;
});
afterAll(() => system.stop());

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

async function preset(table: string, column: string): Promise<string | null> {
  const [row] = await system.query<{ preset: string | null }>(
    `SELECT column_default AS preset FROM information_schema.columns
     WHERE table_name = $1 AND column_name = $2`,
    [table, column],
  );
  return row ? row.preset : 'no such column';
}

/** The plan of a query when there are many rows, so that reading all of them is never cheaper. */
async function plan(sql: string): Promise<string> {
  return system.context.db.source.transaction(async (tx) => {
    for (const way of ['seqscan', 'sort']) await tx.query(`SET LOCAL enable_${way} = off`);
    const rows = await tx.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

describe('a room', () => {
  it('support-17 is numbered by itself; the number is a number on the wire (C-04)', async () => {
    const next = await scene.openRoom(await system.addUser('client'));
    expect(typeof id).toBe('number');
    expect(next.id).toBeGreaterThan(id);
  });

  it('support-18 names its customer, who must be a person there is', async () => {
    expect(room).toMatchObject({
      userId: Number(customer.id),
      user: { id: Number(customer.id), name: customer.fullName, email: customer.email },
    });
    const orphan = system.query('UPDATE support_rooms SET client_id = 999999999');
    await expect(orphan).rejects.toThrow('support_rooms_client_id_fkey');
  });

  it('support-19 names the admin who answers in it, or none', async () => {
    expect(room).toMatchObject({ adminId: null, admin: null });
    const assigned = await scene.manage(admin, id, { adminId: Number(admin.id) });
    expect(assigned).toMatchObject({ adminId: Number(admin.id), admin: { name: admin.fullName } });
    const orphan = system.query('UPDATE support_rooms SET assigned_to = 999999999');
    await expect(orphan).rejects.toThrow('support_rooms_assigned_to_fkey');
  });

  it('support-20 is OPEN to begin with', () => {
    expect(room.status).toBe('OPEN');
  });

  it('support-21 has a subject, or none, which nobody reads in the database', async () => {
    expect(room.subject).toBeNull();
    const person = await system.addUser('client');
    const about = await scene.openRoom(person, 'Halo', { subject: 'Jadwal sesi' });
    expect((await scene.room(admin, about.id)).subject).toBe('Jadwal sesi');
    const [row] = await system.query(
      'SELECT subject FROM support_rooms WHERE conversation_id = $1',
      [about.id],
    );
    expect((row.subject as Buffer).toString('utf8')).not.toContain('Jadwal');
  });

  it('support-22 is of NORMAL priority to begin with', async () => {
    expect(room.priority).toBe('NORMAL');
    expect(await preset('support_rooms', 'priority')).toContain('normal');
  });

  it('support-23 shows how its last message begins', async () => {
    expect(room.lastMessage).toBe('Halo');
    await scene.sendMessage(admin, id, '💙'.repeat(500));
    expect((await scene.room(customer, id)).lastMessage).toBe('💙'.repeat(120));
  });

  it('support-24 tells when something last happened in it', async () => {
    expect(room.lastActivity).toBe(room.messages[0].createdAt);
    const sent = await scene.sendMessage(admin, id, 'lagi');
    expect((await scene.room(customer, id)).lastActivity).toBe(sent.createdAt);
  });

  it('support-25 is read or not, for whoever looks (C-24)', async () => {
    const isRead = async (as: TestUser) => {
      const rooms = (await scene.get(as)).body.data as { id: number; isRead: boolean }[];
      return rooms.find((one) => one.id === id)?.isRead;
    };
    expect([await isRead(customer), await isRead(admin)]).toEqual([true, false]);
    await scene.room(admin, id);
    await scene.sendMessage(admin, id, 'Ya?');
    expect([await isRead(customer), await isRead(admin)]).toEqual([false, true]);
  });

  it('support-26 holds its messages, and no others', async () => {
    await scene.openRoom(await system.addUser('client'), 'dari orang lain');
    await scene.sendMessage(admin, id, 'dua');
    expect(await scene.texts(customer, id)).toEqual(['Halo', 'dua']);
  });

  it('support-27 tells when it was made and when it last changed', async () => {
    expect(room.createdAt).toMatch(INSTANT);
    expect(Date.parse(room.updatedAt)).toBeGreaterThanOrEqual(Date.parse(room.createdAt));
    const changed = await scene.manage(admin, id, { priority: 'HIGH' });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(room.updatedAt));
    expect(changed.createdAt).toBe(room.createdAt);
  });

  it('support-33 is OPEN, CLOSED or RESOLVED and nothing else', async () => {
    const other = system.query(`UPDATE conversations SET state = 'gone' WHERE id = $1`, [id]);
    await expect(other).rejects.toThrow('conversations_state');
    const refused = await scene.call(admin, 'PATCH', `/rooms/${id}/manage`, { status: 'GONE' });
    expect(refused.body.details.fields[0].message).toContain('OPEN, CLOSED or RESOLVED');
  });

  it('support-34 has a priority of LOW, NORMAL, HIGH or URGENT and nothing else', async () => {
    const other = system.query(`UPDATE support_rooms SET priority = 'some'`);
    await expect(other).rejects.toThrow('support_rooms_priority');
    const refused = await scene.call(admin, 'PATCH', `/rooms/${id}/manage`, { priority: 'SOME' });
    expect(refused.body.details.fields[0].message).toContain('LOW, NORMAL, HIGH or URGENT');
  });
});

describe('a message', () => {
  it('support-28 is numbered by itself and belongs to a room', async () => {
    const [first, second] = [room.messages[0], await scene.sendMessage(admin, id, 'dua')];
    expect(first.chatRoomId).toBe(id);
    expect(second.id).toBeGreaterThan(first.id);
    const orphan = system.query('UPDATE messages SET conversation_id = 999999999 WHERE id = $1', [
      first.id,
    ]);
    await expect(orphan).rejects.toThrow('messages_conversation_id_fkey');
  });

  it('support-29 names its sender, customer or admin', async () => {
    const answer = await scene.sendMessage(admin, id, 'Ya?');
    const sender = { id: Number(admin.id), name: admin.fullName, role: 'ADMIN' };
    expect(answer).toMatchObject({ senderId: Number(admin.id), sender });
    expect(room.messages[0]).toMatchObject({ senderId: Number(customer.id) });
  });

  it('support-30 holds any text, to the letter', async () => {
    for (const text of ['a\nb\tc', '<b>&"\'', '💙 ñ 漢字', 'x'.repeat(5_000)]) {
      expect((await scene.sendMessage(customer, id, text)).message).toBe(text);
    }
  });

  it('support-31 is TEXT unless it says otherwise', async () => {
    expect((await scene.sendMessage(customer, id, 'x')).messageType).toBe('TEXT');
    expect((await scene.sendMessage(customer, id, 'x', { messageType: 'TEXT' })).messageType).toBe(
      'TEXT',
    );
  });

  it('support-32 is unread to begin with, and tells when it was sent and read', async () => {
    expect(room.messages[0]).toMatchObject({ isRead: false, readAt: null });
    expect(room.messages[0].createdAt).toMatch(INSTANT);
    await scene.room(admin, id);
    const [message] = (await scene.room(customer, id)).messages as Wire[];
    expect(message.isRead).toBe(true);
    expect(message.readAt).toMatch(INSTANT);
    await scene.sendMessage(admin, id, 'Ya?');
    await scene.room(await system.addUser('team'), id);
    const { messages } = await scene.room(admin, id);
    expect(messages[1]).toMatchObject({ message: 'Ya?', isRead: false });
  });

  it('support-35 is TEXT alone for now: IMAGE and FILE are refused in words', async () => {
    for (const messageType of ['IMAGE', 'FILE', 'text', 'VIDEO']) {
      const body = { message: 'x', messageType };
      const refused = await scene.call(customer, 'POST', `/rooms/${id}`, body);
      expect(refused.status).toBe(400);
      expect(refused.body.details.fields[0].field).toBe('messageType');
    }
    const [{ text }] = await system.query(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'messages_type'`,
    );
    for (const kept of ['text', 'image', 'file']) expect(text).toContain(`'${kept}'`);
  });
});

describe('the tables', () => {
  it('support-70 are made by a migration, and lean on the people there are', async () => {
    const { migrations } = system.context.db.source;
    expect(migrations.map(({ name }) => name)).toContain('CreateSupportRooms1763700000020');
    const keys = await system.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint
       WHERE confrelid = 'users'::regclass AND conrelid = 'support_rooms'::regclass`,
    );
    expect(keys).toHaveLength(2);
  });

  it('support-71 are brought up by one command, and are then what the code expects', async () => {
    const { source } = system.context.db;
    expect(await source.runMigrations()).toEqual([]);
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    const missing = upQueries.map(({ query }) => query);
    expect(missing.filter((query) => /support_rooms|reply_templates/.test(query))).toEqual([]);
  });

  it('support-72 need no more of the environment than DATABASE_URL (C-34)', () => {
    const { config } = loadConfig({ DATABASE_URL: system.databaseUrl });
    expect(config.databaseUrl).toBe(system.databaseUrl);
  });

  it('support-98 serve lists, searches and figures by indexes', async () => {
    const rooms = 'SELECT * FROM support_rooms r';
    expect(await plan(`${rooms} ORDER BY last_activity_at DESC, conversation_id DESC`)).toContain(
      'support_rooms_activity',
    );
    expect(await plan(`${rooms} WHERE client_id = 1`)).toContain('support_rooms_client_id');
    expect(await plan(`${rooms} WHERE priority = 'urgent'`)).toContain('support_rooms_by_priority');
    expect(
      await plan(`SELECT state, count(*) FROM conversations WHERE kind = 'support' GROUP BY 1`),
    ).toContain('conversations_support_state');
    expect(
      await plan('SELECT sum(team_unread) FROM support_rooms WHERE team_unread > 0'),
    ).toContain('support_rooms_unread');
    expect(
      await plan(`SELECT id FROM users WHERE (full_name || ' ' || email) ILIKE '%lestari%'`),
    ).toContain('users_name_and_email');
  });

  it('support-101 are not asked again for what was just read: who somebody is, and the key', async () => {
    const forget = await system.query<{ key: Buffer; name: string }>(
      `SELECT c.data_key AS key, u.full_name AS name FROM conversations c, users u
       WHERE c.id = $1 AND u.id = $2`,
      [id, customer.id],
    );
    await system.query('UPDATE conversations SET data_key = NULL WHERE id = $1', [id]);
    await system.query(`UPDATE users SET full_name = 'Lain' WHERE id = $1`, [customer.id]);
    const sent = await scene.sendMessage(customer, id, 'dari ingatan');
    expect(sent.sender.name).toBe(forget[0]?.name);
    await system.query('UPDATE conversations SET data_key = $2 WHERE id = $1', [
      id,
      forget[0]?.key,
    ]);
    expect(await scene.texts(admin, id)).toEqual(['Halo', 'dari ingatan']);
  });
});

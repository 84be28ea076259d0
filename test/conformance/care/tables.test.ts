import { Client } from 'pg';
import { createDataSource } from '../../../ormconfig';
import { schemaAsSql } from '../../../src/dev/print-schema';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { createTestDatabase } from '../../support/harness/test-database';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';
import { INSTANT } from '../../support/contracts/contract-texts';
import { queryPlan } from '../../support/checks/query-plan';

let system: TestSystem;
let fixture: CareFixture;
let pair: CarePair;
let id: number;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new CareFixture(system);
  pair = await fixture.createPair();
  id = await fixture.startConversation(pair);
});
afterAll(() => system.stop());

interface Column {
  type: string;
  nullable: boolean;
  default: string | null;
  identity: boolean;
}

async function column(table: string, name: string): Promise<Column> {
  const [row] = await system.query<Column>(
    `SELECT data_type AS type, is_nullable = 'YES' AS nullable, column_default AS "default",
       is_identity = 'YES' AS identity
     FROM information_schema.columns WHERE table_name = $1 AND column_name = $2`,
    [table, name],
  );
  if (!row) throw new Error(`Column ${table}.${name} not found`);
  return row;
}

async function constraint(name: string): Promise<string> {
  const [row] = await system.query<{ text: string }>(
    'SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = $1',
    [name],
  );
  return row?.text ?? '';
}

const plan = (sql: string, parameters: unknown[]): Promise<string> =>
  queryPlan(system, sql, { parameters, disabled: ['seqscan', 'bitmapscan', 'sort'] });

async function shape(url: string): Promise<unknown> {
  const source = await createDataSource(url, 1).initialize();
  const rows: unknown = await source.query(
    `SELECT table_name, column_name, data_type, is_nullable, column_default
     FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT IN ('migrations', 'typeorm_metadata')
     UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace
       AND conrelid::regclass::text NOT IN ('migrations', 'typeorm_metadata')
     UNION ALL SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes
     WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'typeorm_metadata')
     ORDER BY 1, 2, 3`,
  );
  await source.destroy();
  return rows;
}

describe('the care tables', () => {
  it('care-51 are created by migrations', async () => {
    const { source } = system.context.db;
    expect(await source.showMigrations()).toBe(false);
    expect(source.migrations.map(({ name }) => name)).toContain(
      'CreatePairsAndReceipts1763700000010',
    );
  });

  it('care-52 are the same when created from the SQL that `npm run schema` prints', async () => {
    const byHand = await createTestDatabase();
    const db = new Client({ connectionString: byHand.url });
    await db.connect();
    await db.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await db.query(await schemaAsSql());
    await db.end();
    expect(await shape(byHand.url)).toEqual(await shape(system.databaseUrl));
    await byHand.drop();
  }, 60_000);

  it('care-53 number conversations automatically; the id is a number on the wire (C-04)', async () => {
    expect(await column('conversations', 'id')).toMatchObject({ type: 'bigint', identity: true });
    expect(typeof (await fixture.get(pair.client)).body.data[0].id).toBe('number');
  });

  it('care-54 reference the ibu hamil; removing her keeps the conversation (C-26)', async () => {
    const removal = system.query('DELETE FROM users WHERE id = $1', [pair.client.id]);
    await expect(removal).rejects.toThrow('foreign key');
    expect((await fixture.get(pair.psychologist, `/${id}`)).status).toBe(200);
  });

  it('care-55 reference the perawat; removing them keeps the conversation (C-26)', async () => {
    const removal = system.query('DELETE FROM users WHERE id = $1', [pair.psychologist.id]);
    await expect(removal).rejects.toThrow('foreign key');
    const orphan = system.query(
      `INSERT INTO conversations (kind, state, pair_low_id, pair_high_id)
       VALUES ('care', 'open', 1, 999999999)`,
    );
    await expect(orphan).rejects.toThrow('conversations_pair_high_id_fkey');
    expect((await fixture.get(pair.client, `/${id}`)).status).toBe(200);
  });

  it('care-56 store when the last message was sent, or none', async () => {
    const timeColumn = await column('conversations', 'last_message_at');
    expect(timeColumn).toMatchObject({ type: 'timestamp with time zone', nullable: true });
    const sent = await fixture.sendMessage(pair.client, 'lagi');
    const { data } = (await fixture.get(pair.client, `/${id}`)).body;
    expect(data.last_message_at).toBe(sent.created_at);
  });

  it('care-57 store when a conversation was created and last updated', async () => {
    const createdColumn = await column('conversations', 'created_at');
    expect(createdColumn).toMatchObject({ type: 'timestamp with time zone', default: 'now()' });
    const { data } = (await fixture.get(pair.client, `/${id}`)).body;
    expect(data.created_at).toMatch(INSTANT);
    expect(data.updated_at).toBe(data.last_message_at);
  });

  const OF_USER = `SELECT c.id FROM conversation_members m
    JOIN conversations c ON c.id = m.conversation_id
    WHERE m.user_id = $1`;

  it("care-58 find an ibu hamil's conversations by an index", async () => {
    expect(await plan(OF_USER, [pair.client.id])).toContain('conversation_members_user_id');
  });

  it("care-59 find a perawat's conversations by an index", async () => {
    expect(await plan(OF_USER, [pair.psychologist.id])).toContain('conversation_members_user_id');
  });

  it('care-60 number messages automatically and reference their conversation', async () => {
    expect(await column('messages', 'id')).toMatchObject({ type: 'bigint', identity: true });
    expect(await column('messages', 'conversation_id')).toMatchObject({ nullable: false });
    expect(await constraint('messages_conversation_id_fkey')).toContain('conversations(id)');
    const removal = system.query('DELETE FROM conversations WHERE id = $1', [id]);
    await expect(removal).rejects.toThrow('foreign key');
  });

  it('care-61 keep messages after their sender is removed (C-25)', async () => {
    expect(await constraint('messages_sender_id_fkey')).toContain('ON DELETE SET NULL');
    expect(await column('messages', 'sender_id')).toMatchObject({ nullable: true });
    const newPair = await fixture.createPair();
    const conversation = await fixture.startConversation(newPair, 'tetap ada');
    await system.query('UPDATE messages SET sender_id = NULL WHERE conversation_id = $1', [
      conversation,
    ]);
    expect(await fixture.messages(newPair.psychologist, conversation)).toMatchObject([
      { message_text: 'tetap ada', sender_user_id: null, sender_name: 'Ruang Diri' },
    ]);
  });

  it('care-63 create messages unread, with the time of writing', async () => {
    expect(await column('messages', 'created_at')).toMatchObject({
      type: 'timestamp with time zone',
      nullable: false,
    });
    const sent = await fixture.sendMessage(pair.client, 'baru');
    expect(sent).toMatchObject({ is_read: false, read_at: null });
    expect(Math.abs(Date.parse(sent.created_at) - Date.now())).toBeLessThan(60_000);
  });

  it('care-64 find the messages of a conversation in order by an index', async () => {
    const sql = 'SELECT id FROM messages WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 50';
    const found = await plan(sql, [id]);
    expect(found).toContain('messages_seq');
    expect(found).not.toContain('Sort');
  });

  it('care-65 maintain unread counters, so that counting needs no search', async () => {
    const newPair = await fixture.createPair();
    const conversation = await fixture.startConversation(newPair);
    const sql = `SELECT unread_count FROM conversation_members
      WHERE conversation_id = $1 AND user_id = $2`;
    expect(await plan(sql, [conversation, newPair.psychologist.id])).toContain(
      'conversation_members_pkey',
    );
    expect(await system.query(sql, [conversation, newPair.psychologist.id])).toEqual([
      { unread_count: 1 },
    ]);
    expect(await fixture.unreadCount(newPair.psychologist, conversation)).toBe(1);
  });

  it('care-71 serve every list by an index, receipts included', async () => {
    const sql = `SELECT * FROM read_ranges WHERE conversation_id = $1 AND user_id = $2
      AND from_seq <= 50 ORDER BY from_seq DESC LIMIT 1`;
    const found = await plan(sql, [id, pair.client.id]);
    expect(found).toContain('read_ranges_pkey');
    expect(found).not.toContain('Sort');
  });
});

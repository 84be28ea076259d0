import { Client } from 'pg';
import { createDataSource } from '../../../ormconfig';
import { schemaAsSql } from '../../../src/dev/print-schema';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { afterTest } from '../../support/harness/after-test';
import { createTestDatabase } from '../../support/harness/test-database';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';
import { INSTANT } from '../../support/contracts/contract-texts';
import { queryPlans, scansWithoutIndex } from '../../support/checks/query-plan';

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

/** Runs statements outside TypeORM. */
async function runStatement(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Address of a database without tables. */
async function emptyDatabase(): Promise<string> {
  const database = await createTestDatabase();
  afterTest(() => database.drop());
  await runStatement(database.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  return database.url;
}

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

async function shape(url: string): Promise<unknown> {
  const compared = await createDataSource(url, 1).initialize();
  const rows: unknown = await compared.query(
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
  await compared.destroy();
  return rows;
}

describe('the care tables', () => {
  it('care-51 are generated as a migration and created by applying the migrations', async () => {
    const source = await createDataSource(await emptyDatabase(), 1).initialize();
    afterTest(() => source.destroy());
    const { driver } = source;
    const generated = async () => {
      const { upQueries } = await driver.createSchemaBuilder().log();
      return upQueries.map(({ query }) => query);
    };
    const tables = ['conversations', 'messages', 'read_ranges'];
    const before = await generated();
    for (const table of tables) {
      expect(before.filter((query) => query.startsWith(`CREATE TABLE "${table}"`))).toHaveLength(1);
    }
    await source.runMigrations();
    const about = (query: string) => tables.some((table) => query.includes(`"${table}"`));
    expect((await generated()).filter(about)).toEqual([]);
  });

  it('care-52 are the same when created from the SQL that `npm run schema` prints', async () => {
    const url = await emptyDatabase();
    await runStatement(url, await schemaAsSql());
    expect(await shape(url)).toEqual(await shape(system.databaseUrl));
  }, 60_000);

  it('care-53 number conversations automatically; the id is a number on the wire (C-04)', async () => {
    expect(await column('conversations', 'id')).toMatchObject({ type: 'bigint', identity: true });
    expect(typeof (await fixture.list(pair.client))[0]?.id).toBe('number');
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
    const data = await fixture.conversation(pair.client, id);
    expect(data.last_message_at).toBe(sent.created_at);
  });

  it('care-57 store when a conversation was created and last updated', async () => {
    const createdColumn = await column('conversations', 'created_at');
    expect(createdColumn).toMatchObject({ type: 'timestamp with time zone', default: 'now()' });
    const data = await fixture.conversation(pair.client, id);
    expect(data.created_at).toMatch(INSTANT);
    expect(data.updated_at).toBe(data.last_message_at);
  });

  const BY_MEMBER =
    /Index Scan using conversation_members_user_id on conversation_members .*\n\s+Index Cond: \(user_id = /;

  it("care-58 find an ibu hamil's conversations by an index", async () => {
    const [list, ...others] = await queryPlans(system, () => fixture.list(pair.client));
    expect(list).toMatch(BY_MEMBER);
    expect(scansWithoutIndex([list, ...others])).toEqual([]);
  });

  it("care-59 find a perawat's conversations by an index", async () => {
    const [list, ...others] = await queryPlans(system, () => fixture.list(pair.psychologist));
    expect(list).toMatch(BY_MEMBER);
    expect(scansWithoutIndex([list, ...others])).toEqual([]);
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
    const plans = await queryPlans(system, () => fixture.messages(pair.client, id));
    const page = plans.filter((plan) => plan.includes(' on messages '));
    expect(page).toEqual([expect.stringContaining('Index Scan Backward using messages_seq')]);
    expect(page[0]).not.toContain('Sort');
    expect(scansWithoutIndex(plans)).toEqual([]);
  });

  it('care-65 maintain unread counters, so that counting needs no search', async () => {
    const newPair = await fixture.createPair();
    const conversation = await fixture.startConversation(newPair);
    const count = () => fixture.unreadCount(newPair.psychologist, conversation);
    expect(await count()).toBe(1);
    const plans = await queryPlans(system, count);
    expect(plans.join('\n')).toContain('conversation_members_pkey');
    expect(plans.filter((plan) => plan.includes(' on messages '))).toEqual([]);
    expect(scansWithoutIndex(plans)).toEqual([]);
  });

  it('care-71 serve every list by an index, receipts included', async () => {
    await fixture.markRead(pair.psychologist, id);
    const plans = await queryPlans(system, async () => {
      await fixture.list(pair.psychologist);
      for (const query of ['', '?after_seq=0', `?before=${id}`, '?page=2']) {
        await fixture.messages(pair.client, id, query);
      }
      await fixture.unreadCount(pair.client, id);
      await fixture.markRead(pair.client, id);
    });
    expect(plans.join('\n')).toContain('read_ranges_pkey');
    expect(scansWithoutIndex(plans)).toEqual([]);
  });
});

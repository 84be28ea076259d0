import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import pino from 'pino';
import { ConfigError } from '../../../src/config/config';
import { ContentCipher } from '../../../src/content-cipher';
import { requireMasterKeys } from '../../../src/master-keys/require-master-keys';
import { rotateKeys } from '../../../src/master-keys/rotate-keys';
import { verifyKeys } from '../../../src/master-keys/verify-keys';
import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { bookSession, bookingBody } from '../../support/fixtures/book-session';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { wrappedWithoutId } from '../../support/fixtures/wrapped-without-id';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { startProductProcess } from '../../support/servers/product-process';

const KEY = randomBytes(32);
const NEXT = randomBytes(32);
const cipher = new ContentCipher(KEY);
const ENV = { CONTENT_MASTER_KEY: KEY.toString('base64') };

let system: TestSystem;
const logLines: Record<string, unknown>[] = [];
beforeEach(async () => {
  logLines.length = 0;
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logLines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = pino({ level: 'info' }, stream);
  system = await startSystem({ worker: false, env: ENV, logger });
});
afterEach(() => system.stop());

const manager = () => system.context.db.source.manager;
const names = async (): Promise<string[]> =>
  (await system.query<{ id: string }>('SELECT id FROM master_keys ORDER BY created_at')).map(
    ({ id }) => id,
  );

async function send(from: TestUser, to: TestUser, message: string): Promise<string> {
  const sent = await system.call('POST', '/api/v1/conversations', {
    as: from,
    body: { toId: to.id, message },
    reply: messageResponse,
  });
  expect(sent.status).toBe(201);
  return sent.body.data.conversationId;
}

describe('a process with a wrong master key', () => {
  const WRONG = randomBytes(32);

  it.each(['api', 'worker'] as const)(
    'does not start: %s',
    async (part) => {
      const starting = startProductProcess(system, part, {
        CONTENT_MASTER_KEY: WRONG.toString('base64'),
        PORT: '0',
        METRICS_PORT: '0',
      });
      const fault = await starting.then(
        async (started) => {
          await started.kill();
          return 'it started';
        },
        (error: unknown) => String(error),
      );
      expect(fault).toContain('process ended');
      expect(fault).toContain('CONTENT_MASTER_KEY: the content of this database is encrypted with');
      expect(fault).toContain(cipher.currentKeyId);
      expect(fault).toContain('"Rotate the keys" in docs/operations.md');
      expect(fault).not.toContain(WRONG.toString('base64'));
      expect(await names()).toEqual([cipher.currentKeyId]);
    },
    120_000,
  );

  it('is refused where content is older than the names of keys', async () => {
    const [psychologist, client] = [
      await system.addUser('psychologist'),
      await system.addUser('client'),
    ];
    const id = await send(client, psychologist, 'Halo');
    const { wrappedKey } = wrappedWithoutId(KEY);
    await system.query('UPDATE conversations SET data_key = $2 WHERE id = $1', [id, wrappedKey]);
    await system.query('DELETE FROM master_keys');
    await expect(requireMasterKeys(manager(), new ContentCipher(WRONG))).rejects.toThrow(
      ConfigError,
    );
    expect(await names()).toEqual([]);
    // Both keys are in use then: a process with the next one alone is refused.
    await requireMasterKeys(manager(), new ContentCipher(NEXT, { accepted: [KEY] }));
    expect((await names()).sort()).toEqual(
      new ContentCipher(NEXT, { accepted: [KEY] }).keyIds.sort(),
    );
    await expect(requireMasterKeys(manager(), new ContentCipher(NEXT))).rejects.toThrow(
      cipher.currentKeyId,
    );
  });

  it('is refused while a rotation is unfinished, whichever of the two keys is missing', async () => {
    await requireMasterKeys(manager(), new ContentCipher(NEXT, { accepted: [KEY] }));
    for (const alone of [KEY, NEXT]) {
      await expect(requireMasterKeys(manager(), new ContentCipher(alone))).rejects.toThrow(
        'is encrypted with a master key that is not given',
      );
    }
    await requireMasterKeys(manager(), new ContentCipher(KEY, { accepted: [NEXT] }));
  });

  it('is not ready while the database names a key that it does not have', async () => {
    expect((await system.call('GET', '/readyz')).status).toBe(200);
    await requireMasterKeys(manager(), new ContentCipher(NEXT, { accepted: [KEY] }));
    await waitFor('the refusal', async () => {
      const { status, text } = await system.call('GET', '/readyz');
      return status === 503 && text.includes('master-key-missing');
    });
  });

  it('names its key once, of two that start first with different keys', async () => {
    await system.query('DELETE FROM master_keys');
    const starts = [KEY, NEXT].map((key) => requireMasterKeys(manager(), new ContentCipher(key)));
    const outcomes = (await Promise.allSettled(starts)).map(({ status }) => status);
    expect(outcomes.sort()).toEqual(['fulfilled', 'rejected']);
    expect(await names()).toHaveLength(1);
  });
});

describe('a conversation that cannot be read', () => {
  it('is listed without its text, is logged, and hides no other', async () => {
    const psychologist = await system.addUser('psychologist');
    const [first, second] = [await system.addUser('client'), await system.addUser('client')];
    const lost = await send(first, psychologist, 'A lost text');
    await send(second, psychologist, 'A readable text');
    const foreign = new ContentCipher(randomBytes(32)).createKey().wrappedKey;
    await system.query('UPDATE conversations SET data_key = $2 WHERE id = $1', [lost, foreign]);
    system.context.keys.clear();

    const direct = new DirectFixture(system);
    const chats = await direct.recentChats(psychologist);
    expect(chats.map((chat) => chat.last_message).sort()).toEqual(['', 'A readable text']);
    const unread = await direct.unread(psychologist);
    expect(unread.map(({ content }) => content)).toEqual(['', 'A readable text']);
    const path = '/api/v1/conversations';
    const listed = await system.call<unknown[]>('GET', path, { as: psychologist });
    expect([listed.status, listed.body.data.length]).toEqual([200, 2]);
    const logged = logLines.filter(({ msg }) => msg === 'Content unreadable');
    expect(logged[0]).toMatchObject({ level: 50, subject: `conversation ${lost}` });
    expect(JSON.stringify(logged)).toContain('unknown master key');
  });

  it('is listed among the support rooms of the team', async () => {
    const support = new SupportFixture(system);
    const { customer, admin } = await support.createUsers();
    const other = await system.addUser('client');
    await support.openRoom(customer, 'A lost text', { subject: 'A lost subject' });
    await support.openRoom(other, 'A readable text');
    const foreign = new ContentCipher(randomBytes(32)).createKey().wrappedKey;
    await system.query(
      `UPDATE conversations SET data_key = $2 FROM support_rooms AS room
       WHERE room.conversation_id = conversations.id AND room.client_id = $1`,
      [customer.id, foreign],
    );
    system.context.keys.clear();
    const rooms = await support.list(admin);
    expect(rooms.map(({ lastMessage }) => lastMessage).sort()).toEqual(['', 'A readable text']);
  });

  it('has one message without text where the bytes of one were damaged', async () => {
    const [psychologist, client] = [
      await system.addUser('psychologist'),
      await system.addUser('client'),
    ];
    const id = await send(client, psychologist, 'A damaged text');
    await send(client, psychologist, 'A readable text');
    await system.query(
      `UPDATE messages SET content = set_byte(content, 30, 255 - get_byte(content, 30)) WHERE seq = 1`,
    );
    const page = await system.call<{ content: string }[]>(
      'GET',
      `/api/v1/conversations/${id}/messages`,
      { as: psychologist },
    );
    expect(page.status).toBe(200);
    expect(JSON.stringify(page.body.data)).toContain('A readable text');
  });
});

it('a booking whose notes cannot be read is listed without them', async () => {
  const psychologist = await system.addUser('psychologist', { hours: 'around-the-clock' });
  const client = await system.addUser('client');
  const { counselingId } = await bookSession(system, client, { psychologist, notes: 'Lost notes' });
  const foreign = new ContentCipher(randomBytes(32)).createKey().wrappedKey;
  await system.query('UPDATE counselings SET data_key = $2 WHERE id = $1', [counselingId, foreign]);
  const path = '/api/v1/counselings/user-sessions';
  const listed = await system.call<{ notes: string | null }[]>('GET', path, { as: client });
  expect(listed.status).toBe(200);
  expect(JSON.stringify(listed.body.data)).toContain(counselingId);
});

describe('a rotation', () => {
  const next = new ContentCipher(NEXT, { accepted: [KEY] });
  const rotate = () => rotateKeys({ db: system.context.db, cipher: next });

  it('wraps every data key again, of whatever age, and forgets the earlier key', async () => {
    const psychologist = await system.addUser('psychologist', { hours: 'around-the-clock' });
    const client = await system.addUser('client');
    const booked = await system.call('POST', '/api/v1/counselings/book', {
      as: client,
      headers: { 'idempotency-key': 'once' },
      body: bookingBody({ psychologist, notes: 'Notes' }),
    });
    expect(booked.status).toBe(201);
    const old = await send(client, psychologist, 'Halo');
    const { wrappedKey } = wrappedWithoutId(KEY, await dataKeyOf(old));
    await system.query('UPDATE conversations SET data_key = $2 WHERE id = $1', [old, wrappedKey]);
    await requireMasterKeys(manager(), next);
    const { rewrapped, unreadable, locked } = await rotate();
    expect([unreadable, locked]).toEqual([[], 0]);
    expect(rewrapped).toBeGreaterThanOrEqual(4);
    expect(await names()).toEqual([next.currentKeyId]);
    const verified = await verifyKeys(manager(), new ContentCipher(NEXT));
    expect(verified).toEqual({ readable: rewrapped, unreadable: 0, faults: [] });
    expect((await rotate()).rewrapped).toBe(0);
  });

  it('leaves a key that none of the given keys unwraps, says so and keeps the names', async () => {
    const [psychologist, client] = [
      await system.addUser('psychologist'),
      await system.addUser('client'),
    ];
    const id = await send(client, psychologist, 'Halo');
    const foreign = new ContentCipher(randomBytes(32)).createKey().wrappedKey;
    await system.query('UPDATE conversations SET data_key = $2 WHERE id = $1', [id, foreign]);
    await requireMasterKeys(manager(), next);
    const { unreadable } = await rotate();
    expect(unreadable).toEqual([{ holder: 'conversations', position: { id } }]);
    expect(await names()).toHaveLength(2);
    const { faults } = await verifyKeys(manager(), next);
    expect(faults).toEqual([expect.stringMatching(`^conversations ${id}: .+unknown master key`)]);
  });

  it('does not wait for a row that is locked, and comes back to it', async () => {
    const [psychologist, client] = [
      await system.addUser('psychologist'),
      await system.addUser('client'),
    ];
    const id = await send(client, psychologist, 'Halo');
    const free = await send(await system.addUser('client'), psychologist, 'Halo');
    await requireMasterKeys(manager(), next);
    const runner = system.context.db.source.createQueryRunner();
    afterTest(() => runner.release());
    await runner.startTransaction();
    await runner.query('SELECT FROM conversations WHERE id = $1 FOR UPDATE', [id]);
    const rotating = rotate();
    await expect(untilWrappedBy(next.currentKeyId, free)).resolves.toBeUndefined();
    await runner.commitTransaction();
    expect(await rotating).toMatchObject({ unreadable: [], locked: 0 });
    await untilWrappedBy(next.currentKeyId, id);
  });

  it('does not bring back a key that is erased meanwhile', async () => {
    const [psychologist, client] = [
      await system.addUser('psychologist'),
      await system.addUser('client'),
    ];
    const id = await send(client, psychologist, 'Halo');
    await requireMasterKeys(manager(), next);
    const runner = system.context.db.source.createQueryRunner();
    afterTest(() => runner.release());
    await runner.startTransaction();
    await runner.query('UPDATE conversations SET data_key = NULL WHERE id = $1', [id]);
    const rotating = rotate();
    await runner.commitTransaction();
    await rotating;
    const [row] = await system.query('SELECT data_key FROM conversations WHERE id = $1', [id]);
    expect(row).toEqual({ data_key: null });
  });

  async function dataKeyOf(id: string): Promise<Buffer> {
    const query = 'SELECT data_key FROM conversations WHERE id = $1';
    const [row] = await system.query<{ data_key: Buffer }>(query, [id]);
    return cipher.unwrap(row?.data_key ?? Buffer.alloc(0));
  }

  async function untilWrappedBy(keyId: string, id: string): Promise<void> {
    const query = `SELECT encode(substring(data_key FROM 1 FOR 8), 'hex') AS id
      FROM conversations WHERE id = $1`;
    await waitFor(`conversation ${id} under ${keyId}`, async () => {
      const [row] = await system.query<{ id: string }>(query, [id]);
      return row?.id === keyId;
    });
  }
});

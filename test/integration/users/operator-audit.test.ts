import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { verifyAudit } from '../../../src/accounts/verify-audit';
import { ContentCipher } from '../../../src/content-cipher';
import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { FROM_SOURCES } from '../../support/servers/product-process';

interface Entry {
  action: string;
  actor: { id: string } | null;
  operator: string | null;
  user: { fullName: string } | null;
  reason: string | null;
}

const KEY = randomBytes(32);
const NEXT = randomBytes(32);
const textOf = (key: Buffer): string => key.toString('base64');
const nextId = new ContentCipher(NEXT).currentKeyId;
const OPERATOR = `siti@${hostname()}`;

let system: TestSystem;
let team: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false, env: { CONTENT_MASTER_KEY: textOf(KEY) } });
  team = await system.addUser('team');
});
afterAll(() => system.stop());

/** A command of the operator as a process; rejects when it exits with another code than 0. */
const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [...FROM_SOURCES, `src/commands/${command}.ts`, ...args], {
    env: { ...process.env, DATABASE_URL: system.databaseUrl, SUDO_USER: 'siti', ...env },
  });

async function entriesOf(action: string): Promise<Entry[]> {
  const path = `/api/v1/team/audit?action=${action}`;
  const { body } = await system.call<Entry[]>('GET', path, { as: team });
  return body.data;
}

describe('commands of the operator in the audit log', () => {
  it('are entries with the operator as their actor: a user and a link were created', async () => {
    const person = ['--email', 'nia@example.test'];
    await run('users', ['create', '--role', 'client', '--name', 'Nia', ...person]);
    await run('users', ['link', ...person]);
    const byOperator = { actor: null, operator: OPERATOR, user: { fullName: 'Nia' } };
    expect(await entriesOf('account.create')).toMatchObject([byOperator]);
    expect(await entriesOf('account.create-link')).toMatchObject([byOperator]);
    await expect(run('users', ['link', '--email', 'nobody@example.test'])).rejects.toMatchObject({
      code: 2,
    });
    expect(await entriesOf('account.create-link')).toHaveLength(1);
  }, 60_000);

  it('names the key to which keys are rotated', async () => {
    await run('keys', ['rotate'], {
      CONTENT_MASTER_KEY: textOf(NEXT),
      CONTENT_MASTER_KEYS_ACCEPTED: textOf(KEY),
    });
    const reason = `To the master key ${nextId}`;
    expect(await entriesOf('keys.rotate')).toMatchObject([
      { actor: null, operator: OPERATOR, user: null, reason },
    ]);
  }, 60_000);

  it('are part of the chain: another operator cannot be put in', async () => {
    const { manager } = system.context.db.source;
    expect((await verifyAudit(manager)).faults).toEqual([]);
    await system.context.db.source.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await tx.query(`UPDATE audit_log SET operator = 'root@a' WHERE action = 'keys.rotate'`);
    });
    expect((await verifyAudit(manager)).faults).toEqual([expect.stringMatching(/was changed$/)]);
  });

  it('have one actor, never none and never both', async () => {
    const insert = (columns: string, values: string): Promise<unknown> =>
      system.query(
        `INSERT INTO audit_log (action, at${columns}) VALUES ('account.create', now()${values})`,
      );
    await expect(insert('', '')).rejects.toThrow('audit_log_one_actor');
    await expect(insert(', actor_id, operator', `, ${team.id}, 'root@a'`)).rejects.toThrow(
      'audit_log_one_actor',
    );
  });
});

it('a command with a wrong master key changes nothing, and says so', async () => {
  const own = await startSystem({ worker: false, env: { CONTENT_MASTER_KEY: textOf(KEY) } });
  try {
    const [client, psychologist] = [await own.addUser('client'), await own.addUser('psychologist')];
    const sent = await own.call('POST', '/api/v1/conversations', {
      as: client,
      body: { toId: psychologist.id, message: 'Halo' },
      reply: messageResponse,
    });
    expect(sent.status).toBe(201);
    const wrong = { CONTENT_MASTER_KEY: textOf(NEXT), DATABASE_URL: own.databaseUrl };
    await expect(run('keys', ['rotate'], wrong)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is encrypted with a master key that is not given'),
    });
    await expect(run('keys', ['verify'], wrong)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^0 keys can be unwrapped, [1-9]\d* cannot$/m),
    });
    const [{ names, entries }] = (await own.query(
      `SELECT (SELECT array_agg(id) FROM master_keys) AS names,
         (SELECT count(*)::int FROM audit_log) AS entries`,
    )) as [{ names: string[]; entries: number }];
    expect([names, entries]).toEqual([[new ContentCipher(KEY).currentKeyId], 0]);
  } finally {
    await own.stop();
  }
}, 60_000);

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { verifyAudit } from '../../../src/accounts/verify-audit';
import { AuditEntry } from '../../../src/database/entities/users/audit-entry';
import { appendAudit } from '../../../src/users/audit/audit-repository';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { FROM_SOURCES } from '../../support/servers/product-process';
import { signInOnWeb } from '../../support/clients/web-session';

interface Entry {
  action: string;
  actor: { id: string; fullName: string; role: string };
  user: { id: string; fullName: string } | null;
  reason: string | null;
  network: string | null;
  sessionId: string | null;
  id: string;
}

let system: TestSystem;
let team: TestUser;
beforeEach(async () => {
  system = await startSystem({ worker: false });
  team = await system.addUser('team');
});
afterEach(() => system.stop());

const manager = () => system.context.db.source.manager;
const list = async (query = ''): Promise<Entry[]> => {
  const { body } = await system.call<Entry[]>('GET', `/api/v1/team/audit${query}`, { as: team });
  return body.data;
};
const addEntries = async (count: number): Promise<void> => {
  const actor = { id: team.id, network: '203.0.113.0/24' };
  for (let n = 0; n < count; n += 1) {
    const reason = `Reason ${n} 😀,1:x`;
    await appendAudit(manager(), { actor, action: 'support.list', reason, at: new Date() });
  }
};

describe('the audit log', () => {
  it('can be neither changed, deleted nor emptied', async () => {
    await addEntries(2);
    for (const statement of [
      `UPDATE audit_log SET action = 'nothing'`,
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
      `UPDATE audit_chain SET hash = ''`,
      'DELETE FROM audit_chain',
    ]) {
      await expect(system.query(statement)).rejects.toThrow(/is append-only/);
    }
    await expect(manager().delete(AuditEntry, { actorId: team.id })).rejects.toThrow(/append-only/);
  });

  it('takes the rights to change it from the role that owns it', async () => {
    const rows = await system.query<{ right: string }>(
      `SELECT privilege_type AS right FROM aclexplode((SELECT relacl FROM pg_class WHERE relname = 'audit_log'))
       ORDER BY 1`,
    );
    const rights = rows.map(({ right }) => right);
    expect(rights).toContain('INSERT');
    expect(rights).toContain('SELECT');
    for (const right of ['UPDATE', 'DELETE', 'TRUNCATE']) expect(rights).not.toContain(right);
  });

  it('is a chain that stays intact under concurrent entries', async () => {
    await Promise.all(Array.from({ length: 20 }, () => addEntries(5)));
    const { entries, head, faults } = await verifyAudit(manager());
    expect([entries, faults]).toEqual([100, []]);
    expect(head).toMatch(/^[0-9a-f]{64}$/);
    await addEntries(1);
    expect((await verifyAudit(manager(), { earlierHead: head })).faults).toEqual([]);
  });

  it.each([
    ['changed', `UPDATE audit_log SET reason = 'x' WHERE id = 2`, /^Entry 2 was changed$/],
    [
      'given another actor',
      'UPDATE audit_log SET actor_id = $1 WHERE id = 3',
      /^Entry 3 was changed$/,
    ],
    ['removed', 'DELETE FROM audit_log WHERE id = 2', /^Entry 2 was removed$/],
    ['removed with its link', 'DELETE FROM audit_chain WHERE entry_id = 2', /^Position 2 of/],
  ])('shows an entry that was %s behind its back', async (_, statement, fault) => {
    await addEntries(4);
    const { id } = await system.addUser('client');
    await tamper(statement, statement.includes('$1') ? [id] : []);
    const { faults } = await verifyAudit(manager());
    expect(faults[0]).toMatch(fault);
  });

  it('shows an end that was cut off, to those who kept an earlier hash', async () => {
    await addEntries(4);
    const { head } = await verifyAudit(manager());
    await tamper('DELETE FROM audit_log WHERE id > 2');
    await tamper('DELETE FROM audit_chain WHERE entry_id > 2');
    expect((await verifyAudit(manager())).faults).toEqual([]);
    const { faults } = await verifyAudit(manager(), { earlierHead: head });
    expect(faults).toEqual([`The chain does not contain the hash ${head}`]);
  });

  it('is verified by npm run audit', async () => {
    await addEntries(3);
    const verify = (...more: string[]) =>
      promisify(execFile)(
        process.execPath,
        [...FROM_SOURCES, 'src/commands/audit.ts', 'verify', ...more],
        { env: { ...process.env, DATABASE_URL: system.databaseUrl } },
      );
    expect((await verify()).stdout).toMatch(/intact\n3 entries, the latest with the hash \w{64}/);
    await tamper(`UPDATE audit_log SET action = 'nothing' WHERE id = 1`);
    await expect(verify()).rejects.toMatchObject({ code: 1, stdout: /Entry 1 was changed/ });
  }, 60_000);

  it('records sign-ins, looks and actions with actor, network and reason', async () => {
    const { sessionId } = await createActiveSession(system);
    const client = await system.addUser('client');
    await signInOnWeb(system, client);
    await system.call('DELETE', '/api/v1/auth/login', { as: client });
    await system.call('GET', '/api/v1/team/sessions', { as: team });
    await system.call('GET', `/api/v1/team/sessions/${sessionId}/timeline`, { as: team });
    const body = { blocked: true, reason: 'Threats' };
    await system.call('PUT', `/api/v1/team/people/${client.id}/block`, { as: team, body });
    await system.call('DELETE', '/api/v1/auth/sessions', { as: team });
    team = await system.addUser('team');
    const entries = await list();
    expect(entries.map(({ action }) => action)).toEqual([
      'audit.read',
      'account.sign-out-everywhere',
      'account.block',
      'session.timeline',
      'session.list',
      'account.sign-out',
      'account.sign-in',
      'session.start',
    ]);
    const found = (action: string) => entries.find((entry) => entry.action === action);
    expect(found('account.block')).toMatchObject({
      reason: 'Threats',
      network: '127.0.0.0/24',
      user: { id: client.id, fullName: client.fullName },
    });
    expect(found('session.timeline')).toMatchObject({ sessionId });
    expect(found('account.sign-in')).toMatchObject({
      actor: { id: client.id, role: 'client' },
      network: '127.0.0.0/24',
    });
  });

  it('is filtered by action, actor, user and time, and read in pages', async () => {
    await addEntries(5);
    const client = await system.addUser('client');
    await signInOnWeb(system, client);
    const actionsOf = async (query: string) => (await list(query)).map(({ action }) => action);
    expect(await actionsOf('?action=account.sign-in')).toEqual(['account.sign-in']);
    expect(await actionsOf(`?actorId=${client.id}`)).toEqual(['account.sign-in']);
    expect(await actionsOf('?to=2020-01-01T00:00:00Z')).toEqual([]);
    const all = await actionsOf('?action=support.list&from=2020-01-01T00:00:00Z');
    expect(all).toHaveLength(5);
    const [first, second] = await list('?action=support.list&limit=2');
    const rest = await list(`?action=support.list&before=${second?.id}`);
    expect(rest).toHaveLength(3);
    expect(rest.map(({ id }) => id)).not.toContain(first?.id);
    expect(await actionsOf('?userId=9223372036854775807')).toEqual([]);
    const invalid = await system.call('GET', '/api/v1/team/audit?action=x&limit=0', { as: team });
    expect(invalid.status).toBe(400);
  });

  /** Changes the tables as a superuser could. */
  async function tamper(statement: string, parameters: unknown[] = []): Promise<void> {
    await system.context.db.source.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await tx.query(statement, parameters);
    });
  }
});

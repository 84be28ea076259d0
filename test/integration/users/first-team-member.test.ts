import { inviteUser } from '../../support/fixtures/invite-user';
import { productionEnv } from '../../support/fixtures/production-env';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { startProductProcess } from '../../support/servers/product-process';
import { freePort } from '../../../src/dev/processes/free-port';

interface Report {
  status: string;
  problems: { code: string; message: string }[];
}

async function emptyProduction(): Promise<TestSystem> {
  const system = await startSystem({
    // Each check of the health is new.
    env: { ...productionEnv(), HEALTH_CACHE: 'PT0S' },
    revocableTokens: true,
  });
  afterTest(() => system.stop());
  return system;
}

const codesOf = async (system: TestSystem): Promise<string[]> => {
  const { text } = await system.call('GET', '/readyz');
  return (JSON.parse(text) as Report).problems.map(({ code }) => code);
};

const hasTeam = async (system: TestSystem): Promise<unknown> =>
  (await system.call('GET', '/api/v1/auth/options')).body.data;

describe('production without a team member who can sign in', () => {
  it('says so in /readyz and to the sign-in page, until one has set a password', async () => {
    const system = await emptyProduction();
    await system.addUser('client');
    const { manager } = system.context.db.source;
    const input = { role: 'team', email: 'tari@example.test', fullName: 'Tari' } as const;
    const secret = await inviteUser(manager, input);
    expect(await codesOf(system)).toContain('team-missing');
    expect(await hasTeam(system)).toEqual({ demoUsers: [], hasTeam: false });
    const body = { secret, password: 'kuda laut biru tua' };
    expect((await system.call('PUT', '/api/v1/auth/password', { body })).status).toBe(200);
    expect(await codesOf(system)).not.toContain('team-missing');
    expect(await hasTeam(system)).toEqual({ demoUsers: [], hasTeam: true });
    await system.query(`UPDATE users SET blocked_at = now() WHERE email = '${input.email}'`);
    expect(await codesOf(system)).toContain('team-missing');
  }, 60_000);

  it('says so in the log of the API, with the command', async () => {
    const system = await emptyProduction();
    const start = async (): Promise<string> => {
      const env = { PORT: String(await freePort()), METRICS_PORT: '0' };
      const api = await startProductProcess(system, 'api', env);
      await api.stop();
      return api.lines.join('\n');
    };
    expect(await start()).toMatch(/users create --role team.*No team member can sign in/);
    await system.addUser('team');
    expect(await start()).not.toContain('No team member');
  }, 120_000);
});

test('development needs no team member', async () => {
  const system = await startSystem({ worker: false });
  afterTest(() => system.stop());
  expect(await codesOf(system)).not.toContain('team-missing');
  expect(await hasTeam(system)).toEqual({ demoUsers: [], hasTeam: true });
});

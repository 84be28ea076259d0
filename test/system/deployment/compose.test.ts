import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { projectRoot } from '../../../src/dev/project-root';
import { composeText } from '../../support/compose/compose-file';
import { ComposeSystem } from '../../support/compose/compose-system';
import { afterTest } from '../../support/harness/after-test';
import { waitFor } from '../../support/harness/wait-for';
import { describeWithOperatorTools } from '../../support/servers/documented-commands';
import { describeWithNginx } from '../../support/servers/nginx';

const DOMAIN = 'chat.example.org';
const EMAIL = 'tari@example.org';
const PASSWORD = 'kuda laut biru tua';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The `.env` that the commands of docs/deployment.md write. */
function writtenEnv(directory: string): string {
  const page = readFileSync(join(projectRoot, 'docs/deployment.md'), 'utf8');
  const [, commands = ''] = /```bash\n(DOMAIN=[^]*?)```/.exec(page) ?? [];
  const filled = commands
    .replace(/^DOMAIN=.*$/m, `DOMAIN=${DOMAIN}`)
    .replace(/^ABLY_API_KEY=.*$/m, 'ABLY_API_KEY=app.key:secret');
  execFileSync('bash', ['-eu', '-c', filled], { cwd: directory });
  return readFileSync(join(directory, '.env'), 'utf8');
}

describeWithOperatorTools('docker-compose.yml with the .env of docs/deployment.md', () => {
  describeWithNginx('on an empty machine', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ruang-diri-compose-'));
    let system: ComposeSystem | undefined;
    let envFile = '';
    let cookie = '';

    beforeAll(async () => {
      envFile = writtenEnv(directory);
      system = await ComposeSystem.prepare(composeText(), envFile, directory);
      await system.up();
      const isServed = () =>
        call('/healthz').then(
          ({ status }) => status === 200,
          () => false,
        );
      await waitFor('the proxy', isServed);
    }, 180_000);
    afterAll(async () => {
      await system?.down();
      rmSync(directory, { recursive: true, force: true });
    });

    const running = (): ComposeSystem => {
      if (!system) throw new Error('The system is not up');
      return system;
    };
    const secretOf = (name: string): string =>
      new RegExp(`^${name}=(.+)$`, 'm').exec(envFile)?.[1] ?? '';

    function call(
      path: string,
      options: { method?: string; headers?: OutgoingHttpHeaders; body?: object } = {},
    ): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const sent = request({
          ...{ host: '127.0.0.1', port: running().portOf('proxy', 443), path },
          ...{ servername: DOMAIN, rejectUnauthorized: false, method: options.method ?? 'GET' },
          headers: { host: DOMAIN, 'content-type': 'application/json', ...options.headers },
        });
        sent.once('error', reject);
        sent.once('response', (response) => {
          let text = '';
          response.on('data', (part: Buffer) => (text += part.toString()));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        });
        sent.end(options.body && JSON.stringify(options.body));
      });
    }

    async function problems(): Promise<string[]> {
      const { text } = await call('/readyz');
      return (JSON.parse(text) as { problems: { code: string }[] }).problems.map(
        ({ code }) => code,
      );
    }

    it('comes up: pages by TLS, and nothing is wrong but that there is no team', async () => {
      const page = await call('/');
      expect(page.status).toBe(200);
      expect(page.text).toContain('<div id="root">');
      expect(page.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
      await waitFor(
        'a ready system',
        async () => (await problems()).join() === 'team-missing',
        30_000,
      );
      expect(running().container('backend').lines.join('\n')).toContain(
        'No team member can sign in',
      );
    }, 60_000);

    it('lets the first team member sign in by the link of the command', async () => {
      const output = await running().run('backend', [
        ...['users', 'create', '--role', 'team', '--email', EMAIL, '--name', 'Tari'],
      ]);
      const [, secret = ''] =
        new RegExp(`^https://${DOMAIN}/set-password#([\\w-]+)$`, 'm').exec(output) ?? [];
      const body = { secret, password: PASSWORD };
      const set = await call('/api/v1/auth/password', { method: 'PUT', body });
      expect(set.status).toBe(200);
      await waitFor('a team', async () => (await problems()).length === 0);
      const signedIn = await call('/api/v1/auth/session', {
        ...{ method: 'POST', body: { email: EMAIL, password: PASSWORD } },
      });
      expect(signedIn.status).toBe(200);
      [cookie = ''] = (signedIn.headers['set-cookie'] ?? [])
        .map((one) => one.split(';')[0] ?? '')
        .filter((one) => one.startsWith('__Host-rd_session='));
      const board = await call('/api/v1/team/sessions', { headers: { cookie } });
      expect(board.status).toBe(200);
    }, 60_000);

    it('checks the worker by its health command', async () => {
      await waitFor('a healthy worker', () => running().container('worker').isHealthy());
    });

    it('redirects plain HTTP to its own name, and serves no other name', async () => {
      const address = `http://127.0.0.1:${running().portOf('proxy', 80)}/book?a=b`;
      const headers = { host: 'evil.example' };
      const redirected = await fetch(address, { redirect: 'manual', headers });
      expect(redirected.headers.get('location')).toBe(`https://${DOMAIN}/book?a=b`);
      const other = await call('/', { headers: { host: 'evil.example' } });
      expect(other.status).toBe(421);
      expect(other.text).toContain(DOMAIN);
    });

    it('follows a backend that is recreated at another address', async () => {
      await running().container('backend').stop();
      running().nameServer.addresses.set('backend', '127.0.0.2');
      await running().start('backend');
      await waitFor('the proxy', async () => (await call('/healthz')).status === 200, 40_000);
    }, 90_000);

    it('gives the product a role without rights on the server', async () => {
      const { env } = running().container('backend');
      const client = new Client({ connectionString: env['DATABASE_URL'] });
      await client.connect();
      afterTest(() => client.end());
      const { rows } = await client.query(
        `SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles
         WHERE rolname = current_user`,
      );
      expect(rows).toEqual([
        { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false },
      ]);
    });

    it('refuses PostgreSQL and Redis without the password', async () => {
      const url = new URL(running().container('backend').env['DATABASE_URL'] ?? '');
      url.password = 'a guess';
      const client = new Client({ connectionString: url.href });
      await expect(client.connect()).rejects.toThrow('password authentication failed');
      const ping = ['sh', '-c', 'env -u REDISCLI_AUTH redis-cli ping'];
      expect(await running().container('redis').exec(ping)).toContain('NOAUTH');
    });

    it('gives each container the secrets that it needs', () => {
      const secrets = ['JWT_SECRET', 'CONTENT_MASTER_KEY', 'POSTGRES_PASSWORD'];
      const known = (name: string): string[] =>
        secrets.filter((secret) => {
          const text = JSON.stringify(running().container(name).declaredEnv);
          return text.includes(secretOf(secret));
        });
      expect(known('backend')).toEqual(['JWT_SECRET', 'CONTENT_MASTER_KEY']);
      expect(known('worker')).toEqual(['CONTENT_MASTER_KEY']);
      expect(known('migrate')).toEqual([]);
      expect(known('proxy')).toEqual([]);
      expect(known('redis')).toEqual([]);
      expect(known('postgres')).toEqual(['POSTGRES_PASSWORD']);
    });

    it('migrates again without harm', async () => {
      expect(await running().run('migrate', ['migrate'])).toContain('The schema is up to date');
    }, 60_000);
  });
});

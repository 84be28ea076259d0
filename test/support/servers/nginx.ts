import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { freePort } from '../../../src/dev/processes/free-port';
import { projectRoot } from '../../../src/dev/project-root';
import { waitFor } from '../harness/wait-for';

const MISSING =
  'nginx is not installed, so deploy/nginx/nginx.conf was not tested. ' +
  'Install it (Debian, Ubuntu: apt-get install nginx-light).';

export const nginxConf = (): string =>
  readFileSync(join(projectRoot, 'deploy/nginx/nginx.conf'), 'utf8');

const START_SCRIPT = join(projectRoot, 'deploy/nginx/start.sh');

const hasNginx = (): boolean => spawnSync('nginx', ['-v']).status === 0;

/** `describe` for tests that need nginx: skipped with a warning without it, a failure under CI. */
export function describeWithNginx(title: string, body: () => void): void {
  if (hasNginx()) return void describe(title, body);
  if (process.env['CI'] === 'true') {
    it(`${title}: needs nginx`, () => {
      throw new Error(MISSING);
    });
    return;
  }
  process.stderr.write(`\n${MISSING}\n\n`);
  describe.skip(title, body);
}

/** nginx by `deploy/nginx/start.sh`, in front of a local backend. */
export class Nginx {
  private constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
    readonly port: number,
  ) {}

  /** Local addresses, and an empty folder for what it writes. */
  static async prepare(folder: string, ...backends: string[]): Promise<Nginx> {
    const port = await freePort();
    const httpPort = await freePort();
    // nginx workers may run as another user.
    chmodSync(folder, 0o755);
    const env = {
      SERVER_NAME: '127.0.0.1',
      BACKEND: backends.map((backend) => new URL(backend).host).join(' '),
      RESOLVER: '127.0.0.1',
      RUN_DIR: folder,
      LOG_DIR: folder,
      ACME_DIR: folder,
      CERTIFICATE_DIR: join(folder, 'none'),
      HTTP_PORT: `127.0.0.1:${httpPort}`,
      HTTPS_PORT: `127.0.0.1:${port}`,
    };
    return new Nginx(folder, env, port);
  }

  /** Result and output of `nginx -t` for the file that it runs with. */
  check(): { isValid: boolean; output: string } {
    const file = join(this.folder, 'nginx.conf');
    const { status, stderr } = spawnSync('nginx', ['-t', '-c', file, '-e', 'stderr']);
    return { isValid: status === 0, output: stderr.toString() };
  }

  /** Returns a function that stops it. */
  async start(): Promise<() => Promise<void>> {
    const env = { PATH: process.env['PATH'], ...this.env };
    const child = spawn('sh', [START_SCRIPT], { env });
    let output = '';
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await waitFor('nginx', async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${output}`);
      return isListening(this.port);
    });
    return async () => {
      child.kill('SIGTERM');
      await ended;
    };
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  logs(): string {
    return readFileSync(join(this.folder, 'access.log'), 'utf8');
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ host: '127.0.0.1', port, path: '/healthz', rejectUnauthorized: false });
    probe.once('response', (response) => {
      response.resume();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
    probe.end();
  });
}

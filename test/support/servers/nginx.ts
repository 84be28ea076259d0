import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { freePort } from '../../../src/dev/processes/free-port';
import { projectRoot } from '../../../src/dev/project-root';
import { waitFor } from '../harness/wait-for';

const MISSING =
  'nginx is not installed, so deploy/nginx.conf was not tested. ' +
  'Install it (Debian, Ubuntu: apt-get install nginx-light).';

export const nginxConf = (): string => readFileSync(join(projectRoot, 'deploy/nginx.conf'), 'utf8');

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

/** nginx with `deploy/nginx.conf`, in front of a local backend. */
export class Nginx {
  private constructor(
    private readonly folder: string,
    private readonly file: string,
    readonly port: number,
  ) {}

  /** Writes the configuration to an empty folder, with local addresses and paths. */
  static async prepare(folder: string, ...backends: string[]): Promise<Nginx> {
    mkdirSync(join(folder, 'ssl'));
    makeCertificate(join(folder, 'ssl'));
    const port = await freePort();
    const httpPort = await freePort();
    const text = nginxConf()
      .replace('server backend:8080;', upstreamServers(backends))
      .replaceAll('/etc/nginx/ssl/', `${folder}/ssl/`)
      .replaceAll('/var/log/nginx/', `${folder}/`)
      .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`)
      .replace('listen 80;', `listen 127.0.0.1:${httpPort};`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const file = join(folder, 'nginx.conf');
    const inHttp = text.replace('http {', `http {\n    ${temporary.join('\n    ')}`);
    writeFileSync(file, `pid ${folder}/nginx.pid;\n${inHttp}`);
    // nginx workers may run as another user.
    chmodSync(folder, 0o755);
    return new Nginx(folder, file, port);
  }

  /** Result and output of `nginx -t`. */
  check(): { isValid: boolean; output: string } {
    const { status, stderr } = spawnSync('nginx', ['-t', '-c', this.file, '-e', 'stderr']);
    return { isValid: status === 0, output: stderr.toString() };
  }

  /** Returns a function that stops it. */
  async start(): Promise<() => Promise<void>> {
    const child = spawn('nginx', ['-c', this.file, '-e', 'stderr', '-g', 'daemon off;']);
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

/** As deploy/nginx.conf says. */
function upstreamServers(backends: string[]): string {
  const options = backends.length > 1 ? ' fail_timeout=1s' : '';
  return backends.map((backend) => `server ${new URL(backend).host}${options};`).join(' ');
}

function makeCertificate(folder: string): void {
  const [key, certificate] = [join(folder, 'private.key'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync(
    'openssl',
    ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  );
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

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { findInstalledPostgres } from '../../../src/dev/postgres/postgres-binaries';
import { unprivilegedLauncher } from '../../../src/dev/postgres/unprivileged-launcher';
import { findRedisBinary, redisEnv } from '../../../src/dev/redis/redis-binary';
import { projectRoot } from '../../../src/dev/project-root';
import { waitFor } from '../harness/wait-for';
import { Container } from './container';

/** The image of the Dockerfile: its commands run from the build of this machine. */
export class ProductContainer extends Container {
  override get env(): Record<string, string> {
    const env = super.env;
    const ports = { PORT: this.ownPort(env['PORT']), METRICS_PORT: '0' };
    // In a container all addresses are its own.
    const host = env['HOST'] === '0.0.0.0' ? this.host.addressOf(this.name) : env['HOST'];
    return { ...env, ...ports, ...(host ? { HOST: host } : {}) };
  }

  private ownPort(port: string | undefined): string {
    return String(this.host.portOf(this.name, Number(port ?? '3000')));
  }

  /** A file of /usr/local/bin, as the Dockerfile copies them. */
  private commandOf(name: string): string[] {
    const script = join(projectRoot, 'deploy/commands', name);
    if (!existsSync(script)) return [name];
    const text = readFileSync(script, 'utf8').replaceAll('/app/', `${projectRoot}/`);
    return ['sh', '-c', text, name];
  }

  /** `docker compose run --rm`: output of a command of the image. */
  async runCommand([name = '', ...args]: string[]): Promise<string> {
    return this.exec([...this.commandOf(name), ...args]);
  }

  override async start(): Promise<void> {
    const [name = '', ...args] = this.service.command ?? [];
    const [program = '', ...first] = this.commandOf(name);
    this.spawn(program, [...first, ...args], this.env);
    await Promise.resolve();
  }
}

/** The image `postgres`, whose entry point creates the database on an empty volume. */
export class PostgresContainer extends Container {
  private readonly binaries = findInstalledPostgres();
  private readonly launcher = unprivilegedLauncher();

  private get dataDir(): string {
    // The image stores each major version in a folder of its own below this volume.
    return `${this.pathOf('/var/lib/postgresql')}/18/docker`;
  }

  private get socketDir(): string {
    return join(this.host.directory, 'postgres-socket');
  }

  private get port(): number {
    return this.host.portOf(this.name, 5432);
  }

  override async exec(command: string[], env: Record<string, string> = {}): Promise<string> {
    return super.exec(command, { PGPORT: String(this.port), PGHOST: this.socketDir, ...env });
  }

  override async start(): Promise<void> {
    if (!existsSync(this.dataDir)) await this.create();
    await this.serve(['listen_addresses=127.0.0.1']);
  }

  /** As the entry point does: a server without TCP, for the scripts of docker-entrypoint-initdb.d. */
  private async create(): Promise<void> {
    const { POSTGRES_PASSWORD: password } = this.declaredEnv;
    if (!password) throw new Error('The image needs POSTGRES_PASSWORD');
    if (!this.dataDir.startsWith(this.host.directory)) throw new Error('The data has no volume');
    for (const folder of [this.socketDir, dirname(this.dataDir)]) {
      mkdirSync(folder, { recursive: true });
    }
    const passwordFile = join(this.host.directory, 'postgres-password');
    writeFileSync(passwordFile, password);
    const options = ['--username=postgres', `--pwfile=${passwordFile}`, '--no-sync'];
    const auth = ['--auth-local=trust', '--auth-host=scram-sha-256'];
    const initdb = ['-D', this.dataDir, '--encoding=UTF8', ...options, ...auth];
    const { command, args } = this.launcher.wrap(this.binaries?.initdb ?? 'initdb', initdb);
    execFileSync(command, args, { cwd: '/', stdio: 'pipe', env: { ...process.env, LC_ALL: 'C' } });
    await this.serve(['listen_addresses=']);
    if (await this.isHealthy()) {
      throw new Error('The health command succeeds before the database is created');
    }
    const folder = this.pathOf('/docker-entrypoint-initdb.d');
    for (const script of readdirSync(folder).sort()) {
      await this.exec(['sh', join(folder, script)]);
    }
    await this.process?.stop();
  }

  private async serve(settings: string[]): Promise<void> {
    const flags = [...settings, `unix_socket_directories=${this.socketDir}`, 'fsync=off'];
    const options = ['-D', this.dataDir, '-p', String(this.port)];
    const { command, args } = this.launcher.wrap(this.binaries?.postgres ?? 'postgres', [
      ...options,
      ...flags.flatMap((flag) => ['-c', flag]),
    ]);
    const before = this.lines.length;
    this.spawn(command, args, { LC_ALL: 'C' });
    await waitFor('PostgreSQL', () =>
      this.lines.slice(before).some((line) => line.includes('ready to accept connections')),
    );
  }

  override async stop(): Promise<void> {
    this.process?.kill('SIGINT');
    await this.process?.exit;
  }
}

/** The image `redis`. */
export class RedisContainer extends Container {
  private folder = '';
  private libraries: Record<string, string> = {};

  override async exec(command: string[], env: Record<string, string> = {}): Promise<string> {
    const PATH = `${this.folder}${delimiter}${process.env['PATH']}`;
    // redis-cli has no variable for the port.
    const port = String(this.host.portOf(this.name, 6379));
    const withPort = command.flatMap((part) =>
      part === 'redis-cli'
        ? [part, '-p', port]
        : [part.replace('redis-cli ', `redis-cli -p ${port} `)],
    );
    return super.exec(withPort, { PATH, ...this.libraries, ...env });
  }

  override async start(): Promise<void> {
    const binary = await findRedisBinary(() => undefined);
    this.folder = dirname(binary.command);
    const { LD_LIBRARY_PATH } = redisEnv(binary);
    this.libraries = LD_LIBRARY_PATH ? { LD_LIBRARY_PATH } : {};
    const [program, ...args] = this.service.command ?? [];
    if (program !== 'redis-server') throw new Error('The image runs redis-server');
    const local = ['--port', String(this.host.portOf(this.name, 6379)), '--bind', '127.0.0.1'];
    const folder = this.pathOf('/data');
    this.spawn(binary.command, [...args, ...local, '--dir', folder], this.libraries);
  }
}

/** The image `nginx`. */
export class ProxyContainer extends Container {
  /** The name server of the containers. */
  nameServer = '';

  override get env(): Record<string, string> {
    const env = super.env;
    const run = join(this.host.directory, this.name);
    mkdirSync(run, { recursive: true });
    // nginx workers run as another user.
    chmodSync(this.host.directory, 0o755);
    if (env['RESOLVER'] !== '127.0.0.11') throw new Error("Docker's name server is 127.0.0.11");
    // The name of the backend stays one: it is resolved while nginx runs.
    const backend = (this.declaredEnv['BACKEND'] ?? 'backend:8080').replace(
      /^([\w-]+):(\d+)$/,
      (_, name: string, port: string) => `${name}:${this.host.portOf(name, Number(port))}`,
    );
    return {
      ...env,
      BACKEND: backend,
      RESOLVER: this.nameServer,
      RUN_DIR: run,
      LOG_DIR: run,
      CERTIFICATE_DIR: join(run, 'none'),
      ACME_DIR: this.pathOf('/var/www/acme'),
      HTTP_PORT: `127.0.0.1:${this.host.portOf(this.name, 80)}`,
      HTTPS_PORT: `127.0.0.1:${this.host.portOf(this.name, 443)}`,
    };
  }

  override async start(): Promise<void> {
    const [program = '', ...args] = this.service.command ?? [];
    this.spawn(
      program,
      args.map((part) => this.localize(part)),
      this.env,
    );
    await Promise.resolve();
  }
}

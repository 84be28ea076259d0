import { mkdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from '../../../src/dev/project-root';
import { spawnManaged } from '../../../src/dev/processes/managed-process';
import type { ManagedProcess } from '../../../src/dev/processes/managed-process';
import type { ComposeFile, ComposeService } from './compose-file';
import { parseEnvFile } from './compose-file';

/** What stands for Docker's networks, volumes and images. */
export interface Host {
  /** A folder for the volumes. */
  directory: string;
  envFile: string;
  /** The local port that stands for a port of a service. */
  portOf: (service: string, port: number) => number;
  /** The local address of a service. */
  addressOf: (service: string) => string;
  serviceNames: string[];
}

const run = promisify(execFile);

/**
 * A service as a process of this machine. Its names and ports are those of the file: an address of another
 * service leads to that service only if name and port are right, a path into a volume only if the file mounts
 * one there.
 */
export class Container {
  readonly lines: string[] = [];
  process: ManagedProcess | undefined;

  constructor(
    readonly name: string,
    private readonly file: ComposeFile,
    protected readonly host: Host,
  ) {}

  get service(): ComposeService {
    const service = this.file.services[this.name];
    if (!service) throw new Error(`docker-compose.yml has no service ${this.name}`);
    return service;
  }

  /** The variables that the file gives the service. */
  get declaredEnv(): Record<string, string> {
    const { env_file: files, environment = {} } = this.service;
    return { ...(files ? parseEnvFile(this.host.envFile) : {}), ...environment };
  }

  /** The same with local addresses. */
  get env(): Record<string, string> {
    const entries = Object.entries(this.declaredEnv);
    return Object.fromEntries(entries.map(([key, value]) => [key, this.localize(value)]));
  }

  /** Addresses and paths of the container, as they are on this machine. */
  localize(text: string): string {
    const { serviceNames, addressOf, portOf } = this.host;
    const names = ['127.0.0.1', ...serviceNames].map((name) => name.replaceAll('.', '\\.'));
    const address = new RegExp(`(?<![\\w.-])(${names.join('|')}):(\\d{2,5})\\b`, 'g');
    const local = text.replace(address, (_, name: string, port: string) => {
      const service = name === '127.0.0.1' ? this.name : name;
      return `${addressOf(service)}:${portOf(service, Number(port))}`;
    });
    return isAbsolute(local) ? this.pathOf(local) : local;
  }

  /** Where a path of the container is, by the volumes of the file; other paths stay as they are. */
  pathOf(path: string): string {
    for (const volume of this.service.volumes ?? []) {
      const [source = '', target = ''] = volume.split(':');
      if (path === target || path.startsWith(`${target}/`)) {
        return this.sourceOf(source) + path.slice(target.length);
      }
    }
    if (path.startsWith('/app/')) throw new Error(`${this.name}: ${path} is on no volume`);
    return path;
  }

  private sourceOf(source: string): string {
    if (source.startsWith('.')) return join(projectRoot, source);
    if (!(source in this.file.volumes)) throw new Error(`There is no volume ${source}`);
    const folder = join(this.host.directory, 'volumes', source);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Starts a program in the place of the container's. */
  protected spawn(command: string, args: string[], env: Record<string, string>): ManagedProcess {
    const started = spawnManaged({
      command,
      args,
      cwd: projectRoot,
      env: { PATH: process.env['PATH'], ...env },
      onLine: (line) => this.lines.push(line),
      stopTimeoutMs: 20_000,
    });
    this.process = started;
    return started;
  }

  /** `docker compose exec`: output of a command that exits with 0; rejects with another code. */
  async exec(command: string[], env: Record<string, string> = {}): Promise<string> {
    const [program = '', ...args] = command.map((part) => this.localize(part));
    const { stdout } = await run(program, args, {
      cwd: projectRoot,
      env: { PATH: process.env['PATH'], ...this.env, ...env },
    });
    return stdout;
  }

  /** Whether the health command of the file succeeds now. */
  async isHealthy(): Promise<boolean> {
    const [kind, ...words] = this.service.healthcheck?.test ?? [];
    const command = kind === 'CMD-SHELL' ? ['sh', '-c', words.join(' ')] : words;
    if (words.some((word) => typeof word !== 'string')) {
      throw new Error(`${this.name}: a part of the health command is no text`);
    }
    if (kind !== 'CMD' && kind !== 'CMD-SHELL') throw new Error(`${this.name}: no health command`);
    return this.exec(command).then(
      () => true,
      () => false,
    );
  }

  start(): Promise<void> {
    const reason = `No process stands for the image ${this.service.image}`;
    return Promise.reject(new Error(reason));
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }
}

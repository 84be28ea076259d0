import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startLocalAbly } from '../../../src/local-ably/server';
import type { LocalAbly } from '../../../src/local-ably/server';
import { waitFor } from '../harness/wait-for';
import { fillCompose, parseEnvFile, startOrder } from './compose-file';
import type { ComposeFile } from './compose-file';
import type { Container, Host } from './container';
import { PostgresContainer, ProductContainer, ProxyContainer, RedisContainer } from './containers';
import { startNameServer } from './name-server';
import type { NameServer } from './name-server';

const ABLY_KEY = 'compose.key:secret';
/** Started by no test: a clamd with its signatures is not at hand. */
const LEFT_OUT = ['clamav'];
const HEALTHY_LIMIT_MS = 60_000;

/** Free ports, reserved one after the other. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** The services of docker-compose.yml as processes, started as `docker compose up` starts them. */
export class ComposeSystem {
  readonly containers = new Map<string, Container>();

  private constructor(
    readonly file: ComposeFile,
    readonly nameServer: NameServer,
    private readonly ably: LocalAbly,
    private readonly host: Host & { ports: Map<string, number> },
  ) {}

  /** `text`: docker-compose.yml; `envFile`: the operator's `.env`. */
  static async prepare(text: string, envFile: string, directory: string): Promise<ComposeSystem> {
    const ably = await startLocalAbly({ port: 0, keys: [ABLY_KEY], revocableTokens: true });
    const nameServer = await startNameServer();
    // A local Ably in the place of the cloud, by settings that `.env` passes on.
    const local = [
      `ABLY_API_KEY=${ABLY_KEY}`,
      'ABLY_ENDPOINT=127.0.0.1',
      `ABLY_PORT=${ably.port}`,
      'ABLY_TLS=false',
    ];
    const withAbly = [envFile, ...local].join('\n');
    const file = fillCompose(text, parseEnvFile(withAbly));
    const free = await freePorts(16);
    const ports = new Map<string, number>();
    const host = {
      ...{ directory, envFile: withAbly, ports, serviceNames: Object.keys(file.services) },
      addressOf: (name: string) => nameServer.addresses.get(name) ?? '127.0.0.1',
      portOf: (service: string, port: number): number => {
        const key = `${service}:${port}`;
        const known = ports.get(key) ?? free.pop();
        if (known === undefined) throw new Error('Too many ports');
        ports.set(key, known);
        return known;
      },
    };
    return new ComposeSystem(file, nameServer, ably, host);
  }

  /** Starts every service when its dependencies are as far as the file demands. */
  async up(): Promise<void> {
    for (const name of startOrder(this.file)) {
      if (LEFT_OUT.includes(name)) continue;
      const { depends_on: dependencies = {} } = this.file.services[name] ?? {};
      for (const [other, { condition }] of Object.entries(dependencies)) {
        await this.reach(this.container(other), condition);
      }
      await this.start(name);
    }
  }

  async start(name: string): Promise<void> {
    const container = this.create(name);
    this.containers.set(name, container);
    if (!this.nameServer.addresses.has(name)) this.nameServer.addresses.set(name, '127.0.0.1');
    await container.start();
  }

  container(name: string): Container {
    const container = this.containers.get(name);
    if (!container) throw new Error(`The service ${name} is not started`);
    return container;
  }

  /** Of a service's port on this machine. */
  portOf(name: string, port: number): number {
    return this.host.portOf(name, port);
  }

  /** `docker compose run --rm <name> <command>`. */
  run(name: string, command: string[]): Promise<string> {
    return new ProductContainer(name, this.file, this.host).runCommand(command);
  }

  private create(name: string): Container {
    const image = this.file.services[name]?.image.split(':')[0];
    switch (image) {
      case 'ruang-diri-sessions':
        return new ProductContainer(name, this.file, this.host);
      case 'postgres':
        return new PostgresContainer(name, this.file, this.host);
      case 'redis':
        return new RedisContainer(name, this.file, this.host);
      case 'nginx': {
        const proxy = new ProxyContainer(name, this.file, this.host);
        proxy.nameServer = `127.0.0.1:${this.nameServer.port}`;
        return proxy;
      }
      default:
        throw new Error(`No process stands for the image ${image}`);
    }
  }

  private async reach(container: Container, condition: string): Promise<void> {
    const output = (): string => `${container.name}:\n${container.lines.slice(-20).join('\n')}`;
    if (condition === 'service_completed_successfully') {
      const exit = await container.process?.exit;
      if (exit?.code !== 0) throw new Error(`Did not complete: ${output()}`);
      return;
    }
    if (condition !== 'service_healthy') return;
    let ended = false;
    void container.process?.exit.then(() => (ended = true));
    const isHealthy = async (): Promise<boolean> => {
      if (ended) throw new Error(`Ended: ${output()}`);
      return container.isHealthy();
    };
    try {
      await waitFor(`a healthy ${container.name}`, isHealthy, HEALTHY_LIMIT_MS);
    } catch (error) {
      throw new Error(`${String(error)}; ${output()}`, { cause: error });
    }
  }

  async down(): Promise<void> {
    for (const container of [...this.containers.values()].reverse()) await container.stop();
    await this.nameServer.close();
    await this.ably.stop();
  }
}

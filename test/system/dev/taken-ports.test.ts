import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { startOnFreePort } from '../../../src/dev/processes/free-port';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import { startRedis } from '../../../src/dev/redis/redis-server';
import { temporaryDirectory } from '../../support/harness/temporary-directory';

const directory = temporaryDirectory();
const others: Server[] = [];

afterEach(() => {
  for (const other of others.splice(0)) other.close();
});

/** Another program takes the port just before the server binds it. */
async function takePort(port: number): Promise<void> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  others.push(other);
}

async function freePortOfSystem(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('a port that is taken between the check and the start', () => {
  it.each([
    [
      'Redis',
      (port: number) => startRedis({ dataDir: join(directory, 'redis'), durable: false, port }),
    ],
    [
      'PostgreSQL',
      (port: number) => startPostgres({ dataDir: join(directory, 'pg'), durable: false, port }),
    ],
  ])(
    'makes %s start on another one',
    async (_name, start) => {
      const preferred = await freePortOfSystem();
      let attempts = 0;
      const server = await startOnFreePort(preferred, async (port) => {
        attempts += 1;
        if (attempts === 1) await takePort(port);
        return start(port);
      });
      expect(attempts).toBe(2);
      expect(server.port).not.toBe(preferred);
      await server.stop();
    },
    60_000,
  );
});

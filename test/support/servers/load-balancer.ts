import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One port before several, as a load balancer is: each line goes to the next that answers. */
export interface LoadBalancer {
  url: string;
  /** Cuts some lines in the middle of whatever they carry. */
  dropConnections(share: number): void;
  stop(): Promise<void>;
}

export async function startLoadBalancer(ports: readonly number[]): Promise<LoadBalancer> {
  const lines = new Set<Socket>();
  let turn = 0;

  function join(line: Socket, tries: number): void {
    turn += 1;
    const behind = connect(ports[turn % ports.length] ?? 0, '127.0.0.1');
    let joined = false;
    behind.on('connect', () => {
      joined = true;
      line.pipe(behind).pipe(line);
    });
    behind.on('error', () => {
      if (joined || tries === 0) line.destroy();
      else join(line, tries - 1);
    });
    behind.on('close', () => joined && line.destroy());
    line.on('close', () => behind.destroy());
  }

  const server = createServer((line) => {
    lines.add(line);
    line.on('error', () => undefined);
    line.on('close', () => lines.delete(line));
    join(line, ports.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dropConnections: (share) => {
      for (const line of lines) if (Math.random() < share) line.destroy();
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const line of lines) line.destroy();
      await closed;
    },
  };
}

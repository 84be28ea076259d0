import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A round-robin TCP proxy; a backend that refuses the connection is skipped. */
export interface LoadBalancer {
  url: string;
  /** Destroys this share of the open connections, mid-transfer. */
  dropConnections(share: number): void;
  stop(): Promise<void>;
}

export async function startLoadBalancer(ports: readonly number[]): Promise<LoadBalancer> {
  const sockets = new Set<Socket>();
  let next = 0;

  function forward(socket: Socket, retries: number): void {
    next += 1;
    const backend = connect(ports[next % ports.length] ?? 0, '127.0.0.1');
    let connected = false;
    backend.on('connect', () => {
      connected = true;
      socket.pipe(backend).pipe(socket);
    });
    backend.on('error', () => {
      if (connected || retries === 0) socket.destroy();
      else forward(socket, retries - 1);
    });
    backend.on('close', () => connected && socket.destroy());
    socket.on('close', () => backend.destroy());
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    forward(socket, ports.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dropConnections: (share) => {
      for (const socket of sockets) if (Math.random() < share) socket.destroy();
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

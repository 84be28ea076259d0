import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What happens to bytes:
 * - `stall`: they wait and arrive after `forward`, as with a frozen peer or a congested network.
 * - `swallow`: they disappear, and neither end learns that the other closed, as with a host that is
 *   gone without FIN or an address that moved. These connections never recover.
 * - `swallow-answers`: the same for the server's bytes alone.
 * - `refuse`: open connections are reset, new ones too.
 */
export type ProxyMode = 'forward' | 'stall' | 'swallow' | 'swallow-answers' | 'refuse';

/** A TCP proxy on 127.0.0.1 that can fail in the ways of a network. */
export interface TcpProxy {
  readonly port: number;
  /** Open connections of clients. */
  readonly connectionCount: number;
  /** Applies to open and new connections. */
  setMode(mode: ProxyMode): void;
  /** Resets all open connections. */
  cut(): void;
  /** The address moves: open connections are swallowed, new ones reach `port`. */
  moveTo(port: number): void;
  /**
   * The next request that contains `text`, after `skipped` others, reaches the server; its connection
   * is reset instead of the answer. Resolves then.
   */
  loseAnswerTo(text: string, skipped?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const connections = new Set<ProxiedConnection>();
  const clients = new Set<Socket>();
  let target = targetPort;
  let mode: ProxyMode = 'forward';
  let lost: LostAnswer | undefined;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    if (mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection(client, target, {
      mode,
      lostAnswer: () => lost,
      onClosed: () => connections.delete(connection),
    });
    connections.add(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const connection of connections) connection.cut();
  };
  return {
    port,
    get connectionCount() {
      return [...connections].filter(({ isClientOpen }) => isClientOpen).length;
    },
    setMode: (next) => {
      mode = next;
      if (next === 'refuse') cut();
      else for (const connection of connections) connection.setMode(next);
    },
    cut,
    moveTo: (next) => {
      target = next;
      for (const connection of connections) connection.setMode('swallow');
    },
    loseAnswerTo: (text, skipped = 0) =>
      new Promise((resolve) => {
        lost = { text, skipped, isLost: false, done: resolve };
      }),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      // Also those of connections that count as broken: the server waits for every socket.
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

interface LostAnswer {
  text: string;
  skipped: number;
  /** One connection of all has lost it. */
  isLost: boolean;
  done: () => void;
}

interface ConnectionOptions {
  mode: ProxyMode;
  lostAnswer: () => LostAnswer | undefined;
  onClosed: () => void;
}

/** Time for the server to finish a request whose answer is lost. */
const LOST_ANSWER_MS = 100;

class ProxiedConnection {
  private readonly server: Socket;
  private mode: ProxyMode = 'forward';
  /** Bytes were swallowed: the connection cannot be used again. */
  private isBroken = false;

  constructor(
    private readonly client: Socket,
    port: number,
    private readonly options: ConnectionOptions,
  ) {
    const { mode, onClosed } = options;
    this.server = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    client.on('data', (bytes: Buffer) => this.forward(bytes, client, this.server));
    this.server.on('data', (bytes: Buffer) => this.forward(bytes, this.server, client));
    for (const [from, to] of [
      [client, this.server],
      [this.server, client],
    ] as const) {
      from.on('error', () => undefined);
      from.on('drain', () => this.resume(to));
      from.on('end', () => !this.isBroken && to.end());
      from.on('close', (hadError) => {
        if (to.destroyed) onClosed();
        else if (!this.isBroken && hadError) to.resetAndDestroy();
        else if (!this.isBroken) to.end();
      });
    }
    this.setMode(mode);
  }

  get isClientOpen(): boolean {
    return !this.client.destroyed;
  }

  setMode(mode: ProxyMode): void {
    this.mode = mode;
    this.isBroken ||= mode === 'swallow' || mode === 'swallow-answers';
    for (const socket of [this.client, this.server]) {
      if (mode === 'stall') socket.pause();
      else socket.resume();
    }
  }

  cut(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  private forward(bytes: Buffer, from: Socket, to: Socket): void {
    if (from === this.client) this.watchForLostAnswer(bytes);
    if (this.isBroken && (this.mode !== 'swallow-answers' || from === this.server)) return;
    if (!to.write(bytes)) from.pause();
  }

  private resume(socket: Socket): void {
    if (this.mode !== 'stall') socket.resume();
  }

  private watchForLostAnswer(request: Buffer): void {
    const lost = this.options.lostAnswer();
    if (!lost || lost.isLost || !request.includes(lost.text)) return;
    lost.skipped -= 1;
    if (lost.skipped >= 0) return;
    lost.isLost = true;
    this.setMode('swallow-answers');
    setTimeout(() => {
      this.cut();
      lost.done();
    }, LOST_ANSWER_MS);
  }
}

import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { afterTestFile } from '../harness/after-test';
import { waitFor } from '../harness/wait-for';

export interface DirectEvent {
  name: string;
  data: Wire;
}

/** One Socket.IO connection to the direct API, with every event it received. */
export class DirectClient {
  readonly events: DirectEvent[] = [];
  connectError: Wire;
  disconnectReason: string | undefined;

  constructor(readonly socket: Socket) {
    afterTestFile(() => this.disconnect());
    socket.onAny((name: string, data: Wire) => this.events.push({ name, data }));
    socket.on('connect_error', (error) => (this.connectError = error));
    socket.on('disconnect', (reason) => (this.disconnectReason = reason));
  }

  eventsOf(name: string): Wire[] {
    return this.events.filter((event) => event.name === name).map(({ data }) => data);
  }

  /** Resolves with the data of the first received event of a name that matches. */
  waitForEvent(name: string, matches: (data: Wire) => boolean = () => true): Promise<Wire> {
    return waitFor(`an event ${name}`, () => this.eventsOf(name).find(matches));
  }

  emitWithAck(name: string, payload: unknown): Promise<Wire> {
    return this.socket.timeout(15_000).emitWithAck(name, payload);
  }

  sendMessage(receiver: TestUser, content: string, more: object = {}): Promise<Wire> {
    return this.emitWithAck('send_message', { receiver_id: Number(receiver.id), content, ...more });
  }

  /** Terminates the underlying WebSocket; the library reconnects automatically. */
  dropConnection(): void {
    const { ws } = this.socket.io.engine.transport as unknown as { ws?: { terminate(): void } };
    ws?.terminate();
  }

  async waitUntilConnected(): Promise<this> {
    await waitFor('a connection', () => {
      if (this.connectError) throw new Error(`Refused: ${this.connectError.message}`);
      return this.socket.connected && this.eventsOf('position').length > 0;
    });
    return this;
  }

  disconnect(): void {
    this.socket.disconnect();
  }
}

type Options = Partial<ManagerOptions & SocketOptions>;

/** Creates a client with a connection of its own and short reconnection delays. */
export function createDirectClient(url: string, auth: object, options: Options = {}): DirectClient {
  const fastReconnection = { reconnectionDelay: 20, reconnectionDelayMax: 100, forceNew: true };
  return new DirectClient(
    io(url, { ...fastReconnection, ...options, auth: auth as Record<string, unknown> }),
  );
}

/** Connects with a token and waits for the first event. */
export function connectDirectClient(
  { url }: Pick<TestSystem, 'url'>,
  { token }: TestUser,
  options: Options = {},
): Promise<DirectClient> {
  return createDirectClient(url, { token }, options).waitUntilConnected();
}

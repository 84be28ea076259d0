import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import type { TestPerson, TestSystem, Wire } from './system';
import { waitFor } from './wait-for';

export interface DirectEvent {
  name: string;
  data: Wire;
}

/** Somebody at a socket of the direct door, with everything that was said to them. */
export class DirectClient {
  readonly events: DirectEvent[] = [];
  /** Why it was not let in, or why the line ended. */
  refused: Wire;
  ended: string | undefined;

  constructor(readonly socket: Socket) {
    socket.onAny((name: string, data: Wire) => this.events.push({ name, data }));
    socket.on('connect_error', (error) => (this.refused = error));
    socket.on('disconnect', (reason) => (this.ended = reason));
  }

  of(name: string): Wire[] {
    return this.events.filter((event) => event.name === name).map(({ data }) => data);
  }

  /** Resolves with the first event of a name that fits. */
  hear(name: string, fits: (data: Wire) => boolean = () => true): Promise<Wire> {
    return waitFor(`an event ${name}`, () => this.of(name).find(fits));
  }

  /** Sends an event and resolves with its acknowledgement. */
  ask(name: string, payload: unknown): Promise<Wire> {
    return this.socket.timeout(15_000).emitWithAck(name, payload);
  }

  say(receiver: TestPerson, content: string, more: object = {}): Promise<Wire> {
    return this.ask('send_message', { receiver_id: Number(receiver.id), content, ...more });
  }

  /** Cuts the line under the client's library, as a network does; it comes back by itself. */
  cut(): void {
    const { ws } = this.socket.io.engine.transport as unknown as { ws?: { terminate(): void } };
    ws?.terminate();
  }

  async connected(): Promise<this> {
    await waitFor('a connection', () => {
      if (this.refused) throw new Error(`Refused: ${this.refused.message}`);
      return this.socket.connected && this.of('position').length > 0;
    });
    return this;
  }

  leave(): void {
    this.socket.disconnect();
  }
}

type Options = Partial<ManagerOptions & SocketOptions>;

/** A client whose library is new and comes back at once. */
export function openDirect(url: string, auth: object, options: Options = {}): DirectClient {
  const quick = { reconnectionDelay: 20, reconnectionDelayMax: 100, forceNew: true };
  return new DirectClient(io(url, { ...quick, ...options, auth: auth as Record<string, unknown> }));
}

/** Connects as the contract says and waits until that is done. */
export function directClient(
  { url }: Pick<TestSystem, 'url'>,
  { token }: TestPerson,
  options: Options = {},
): Promise<DirectClient> {
  return openDirect(url, { token }, options).connected();
}

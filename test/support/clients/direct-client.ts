import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { z } from 'zod';
import { unreadMessageResponse } from '../../../src/api/direct/direct-schemas';
import { errorResponse } from '../../../src/api/http/error-schema';
import type { TestUser, TestSystem } from '../harness/test-system';
import { afterTestFile } from '../harness/after-test';
import { waitFor } from '../harness/wait-for';
import { typedData } from './typed-data';

const receipt = z.object({ message_id: z.number(), user_id: z.number() });
const sentMessage = unreadMessageResponse
  .pick({ id: true, receiver_id: true, content: true, created_at: true })
  .extend({ client_message_id: z.string().optional() });

/** The events of the direct contract, by name. */
const EVENT_SCHEMAS = {
  receive_message: unreadMessageResponse,
  message_sent: sentMessage,
  message_changed: unreadMessageResponse,
  messege_read: receipt,
  message_read: receipt,
  position: z.string(),
  error: errorResponse,
} as const;

type EventName = keyof typeof EVENT_SCHEMAS;
type DirectEvents = { [Name in EventName]: z.infer<(typeof EVENT_SCHEMAS)[Name]> };
type DirectEventData<Name extends EventName> = DirectEvents[Name];

const EVENTS: { [Name in EventName]: z.ZodType<DirectEvents[Name]> } = EVENT_SCHEMAS;

const acknowledged = <Data extends z.ZodType>(data: Data) =>
  z.discriminatedUnion('success', [z.object({ success: z.literal(true), data }), errorResponse]);

/** The answers to what clients send. */
const ANSWER_SCHEMAS = {
  send_message: acknowledged(sentMessage),
  mark_as_read: acknowledged(z.object({ message_id: z.number() })),
} as const;

type Command = keyof typeof ANSWER_SCHEMAS;
type Answers = { [Name in Command]: z.infer<(typeof ANSWER_SCHEMAS)[Name]> };
type Answer<Name extends Command> = Answers[Name];

const ANSWERS: { [Name in Command]: z.ZodType<Answers[Name]> } = ANSWER_SCHEMAS;

/** A refused handshake. */
interface ConnectError extends Error {
  data?: unknown;
}

export interface DirectEvent {
  name: string;
  data: unknown;
}

/** One Socket.IO connection to the direct API, with every event it received. */
export class DirectClient {
  readonly events: DirectEvent[] = [];
  connectError: ConnectError | undefined;
  disconnectReason: string | undefined;

  constructor(readonly socket: Socket) {
    afterTestFile(() => this.disconnect());
    socket.onAny((name: string, data: unknown) => this.events.push({ name, data }));
    socket.on('connect_error', (error) => (this.connectError = error));
    socket.on('disconnect', (reason) => (this.disconnectReason = reason));
  }

  eventsOf<Name extends EventName>(name: Name): DirectEventData<Name>[] {
    const events = this.events.filter((event) => event.name === name);
    return events.map(({ data }) => typedData(EVENTS[name], data));
  }

  /** Resolves with the data of the first received event of a name that matches. */
  waitForEvent<Name extends EventName>(
    name: Name,
    matches: (data: DirectEventData<Name>) => boolean = () => true,
  ): Promise<DirectEventData<Name>> {
    return waitFor(`an event ${name}`, () => this.eventsOf(name).find(matches));
  }

  async emitWithAck<Name extends Command>(name: Name, payload: unknown): Promise<Answer<Name>> {
    return typedData(ANSWERS[name], await this.emitRaw(name, payload));
  }

  /** For events that the contract does not have. */
  emitRaw(name: string, payload: unknown): Promise<unknown> {
    return this.socket.timeout(15_000).emitWithAck(name, payload);
  }

  send(receiver: TestUser, content: string, more: object = {}): Promise<Answer<'send_message'>> {
    return this.emitWithAck('send_message', { receiver_id: Number(receiver.id), content, ...more });
  }

  /** Sends a message, expects success and returns the stored message. */
  async sendMessage(
    receiver: TestUser,
    content: string,
    more: object = {},
  ): Promise<z.infer<typeof sentMessage>> {
    const answer = await this.send(receiver, content, more);
    if (!answer.success) throw new Error(`Not sent: ${JSON.stringify(answer)}`);
    return answer.data;
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

import WebSocket from 'ws';
import { z } from 'zod';
import { errorResponse } from '../../../src/api/http/error-schema';
import { CONVERSATION_TYPES } from '../../../src/api/tutoring/tutoring-enums';
import { presenceResponse, wireMessageResponse } from '../../../src/api/tutoring/tutoring-schemas';
import type { WireMessage } from '../../../src/api/tutoring/tutoring-schemas';
import type { TestUser, TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';
import { SocketClient } from './socket-client';
import { typedData } from './typed-data';

const id = z.string();
const position = z.object({ seq: z.number(), revision: z.number() });
const serverTime = z.object({ serverTime: z.string() });
const sharedMessage = wireMessageResponse.omit({ status: true, readBy: true, editHistory: true });

/** The events of the hub, by name. */
const SCHEMAS = {
  message_received: z.object({ message: sharedMessage, position }),
  message_updated: z.object({ message: sharedMessage, position }),
  message_sent: z.object({ message: wireMessageResponse, clientMessageId: id.optional() }),
  message_status: z
    .object({ conversationId: id, messageId: id })
    .extend(wireMessageResponse.pick({ status: true, readBy: true }).shape),
  user_typing: z.object({
    conversationId: id,
    userId: id,
    userName: z.string(),
    isTyping: z.boolean(),
  }),
  user_presence: presenceResponse,
  conversation_updated: z.object({
    conversationId: id,
    type: z.enum(CONVERSATION_TYPES),
    state: z.string(),
    position,
  }),
  conversation_joined: z.object({ conversationId: id, position }),
  conversation_left: z.object({ conversationId: id }),
  pong: serverTime,
  heartbeat: serverTime,
  error: errorResponse.omit({ success: true }).extend({
    retryable: z.boolean(),
    event: z.string().optional(),
    clientMessageId: id.optional(),
  }),
} as const;

type EventName = keyof typeof SCHEMAS;
type HubEvents = { [Name in EventName]: z.infer<(typeof SCHEMAS)[Name]> };
type HubEvent<Name extends EventName> = HubEvents[Name];

const EVENTS: { [Name in EventName]: z.ZodType<HubEvents[Name]> } = SCHEMAS;

/** One connection to the hub. */
export class HubClient extends SocketClient {
  eventsOf<Name extends EventName>(event: Name): HubEvent<Name>[] {
    const frames = this.frames.filter((frame) => frame['event'] === event);
    return frames.map(({ data }) => typedData(EVENTS[event], data));
  }

  /** Texts received in a conversation, in order. */
  textsOf(conversationId: string): string[] {
    return this.eventsOf('message_received')
      .filter(({ message }) => message.conversationId === conversationId)
      .map(({ message }) => message.content.text);
  }

  /** Resolves with the data of the first received event of a name that matches. */
  waitForEvent<Name extends EventName>(
    event: Name,
    matches: (data: HubEvent<Name>) => boolean = () => true,
    limitMs?: number,
  ): Promise<HubEvent<Name>> {
    return waitFor(`an event ${event}`, () => this.eventsOf(event).find(matches), limitMs);
  }

  send(event: string, data: object): void {
    this.sendRaw(JSON.stringify({ event, data }));
  }

  sendRaw(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /** Joins a conversation and waits for the answer. */
  async join(conversationId: string, more: object = {}): Promise<HubEvent<'conversation_joined'>> {
    const before = this.eventsOf('conversation_joined').length;
    this.send('join_conversation', { conversationId, ...more });
    return waitFor('the answer', () => this.eventsOf('conversation_joined')[before]);
  }

  /** Sends a message and resolves with it as stored. */
  async sendMessage(conversationId: string, text: string): Promise<WireMessage> {
    const clientMessageId = `client_${(counter += 1)}`;
    this.send('send_message', { conversationId, type: 'text', content: { text }, clientMessageId });
    const response = await this.waitForEvent(
      'message_sent',
      (sent) => sent.clientMessageId === clientMessageId,
    );
    return response.message;
  }
}

let counter = 0;

export function hubSocketUrl(url: string, query = ''): string {
  return `${url.replace('http', 'ws')}/ws${query}`;
}

/** Connects by token in the query and waits until the hub answers a ping. */
export async function connectHubClient(
  { url }: Pick<TestSystem, 'url'>,
  as: TestUser,
  more = '',
): Promise<HubClient> {
  const client = new HubClient(new WebSocket(hubSocketUrl(url, `?token=${as.token}${more}`)));
  await waitFor('an open socket', () => {
    if (client.closed) throw new Error(`Closed: ${JSON.stringify(client.closed)}`);
    return client.socket.readyState === WebSocket.OPEN;
  });
  client.send('ping', {});
  await client.waitForEvent('pong');
  return client;
}

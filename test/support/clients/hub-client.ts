import WebSocket from 'ws';
import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';
import { SocketClient } from './socket-client';

/** One connection to the hub. */
export class HubClient extends SocketClient {
  eventsOf(event: string): Wire[] {
    return this.frames.filter((frame) => frame.event === event).map(({ data }) => data);
  }

  /** Texts received in a conversation, in order. */
  textsOf(conversationId: string): string[] {
    return this.eventsOf('message_received')
      .filter(({ message }) => message.conversationId === conversationId)
      .map(({ message }) => message.content.text as string);
  }

  /** Resolves with the data of the first received event of a name that matches. */
  waitForEvent(
    event: string,
    matches: (data: Wire) => boolean = () => true,
    limitMs?: number,
  ): Promise<Wire> {
    return waitFor(`an event ${event}`, () => this.eventsOf(event).find(matches), limitMs);
  }

  send(event: string, data: object): void {
    this.sendRaw(JSON.stringify({ event, data }));
  }

  sendRaw(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /** Joins a conversation and waits for the answer. */
  async join(conversationId: string, more: object = {}): Promise<Wire> {
    const before = this.eventsOf('conversation_joined').length;
    this.send('join_conversation', { conversationId, ...more });
    return waitFor('the answer', () => this.eventsOf('conversation_joined')[before]);
  }

  /** Sends a message and resolves with it as stored. */
  async sendMessage(conversationId: string, text: string): Promise<Wire> {
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

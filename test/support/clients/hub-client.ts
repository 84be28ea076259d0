import WebSocket from 'ws';
import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

/** Somebody at the hub, with everything that was said to them. */
export class HubClient {
  readonly frames: { event: string; data: Wire }[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString('utf8'))));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString('utf8') }));
    socket.on('error', () => undefined);
  }

  eventsOf(event: string): Wire[] {
    return this.frames.filter((frame) => frame.event === event).map(({ data }) => data);
  }

  /** The texts that were heard in a conversation, in their order. */
  textsOf(conversationId: string): string[] {
    return this.eventsOf('message_received')
      .filter(({ message }) => message.conversationId === conversationId)
      .map(({ message }) => message.content.text as string);
  }

  /** Resolves with the data of the first event of a name that fits. */
  waitForEvent(
    event: string,
    fits: (data: Wire) => boolean = () => true,
    limitMs?: number,
  ): Promise<Wire> {
    return waitFor(`an event ${event}`, () => this.eventsOf(event).find(fits), limitMs);
  }

  send(event: string, data: object): void {
    this.sendRaw(JSON.stringify({ event, data }));
  }

  sendRaw(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /** Joins and waits until that is answered. */
  async join(conversationId: string, more: object = {}): Promise<Wire> {
    const before = this.eventsOf('conversation_joined').length;
    this.send('join_conversation', { conversationId, ...more });
    return waitFor('the answer', () => this.eventsOf('conversation_joined')[before]);
  }

  /** Writes and resolves with the message as it was kept. */
  async sendMessage(conversationId: string, text: string): Promise<Wire> {
    const clientMessageId = `client_${(counter += 1)}`;
    this.send('send_message', { conversationId, type: 'text', content: { text }, clientMessageId });
    const answer = await this.waitForEvent(
      'message_sent',
      (sent) => sent.clientMessageId === clientMessageId,
    );
    return answer.message;
  }

  async waitForClose(): Promise<{ code: number; reason: string }> {
    return waitFor('a closed socket', () => this.closed);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.waitForClose();
  }
}

let counter = 0;

export function hubSocketUrl(url: string, query = ''): string {
  return `${url.replace('http', 'ws')}/ws${query}`;
}

/** Connects as the contract says, by token in the query, and waits until the hub answers. */
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

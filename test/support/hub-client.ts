import WebSocket from 'ws';
import type { TestPerson, TestSystem, Wire } from './system';
import { waitFor } from './wait-for';

/** Somebody at the hub, with everything that was said to them. */
export class HubClient {
  readonly frames: { event: string; data: Wire }[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString('utf8'))));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString('utf8') }));
    socket.on('error', () => undefined);
  }

  of(event: string): Wire[] {
    return this.frames.filter((frame) => frame.event === event).map(({ data }) => data);
  }

  /** The texts that were heard in a conversation, in their order. */
  textsOf(conversationId: string): string[] {
    return this.of('message_received')
      .filter(({ message }) => message.conversationId === conversationId)
      .map(({ message }) => message.content.text as string);
  }

  /** Resolves with the data of the first event of a name that fits. */
  hear(event: string, fits: (data: Wire) => boolean = () => true, limitMs?: number): Promise<Wire> {
    return waitFor(`an event ${event}`, () => this.of(event).find(fits), limitMs);
  }

  send(event: string, data: object): void {
    this.sendRaw(JSON.stringify({ event, data }));
  }

  sendRaw(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /** Joins and waits until that is answered. */
  async join(conversationId: string, more: object = {}): Promise<Wire> {
    const before = this.of('conversation_joined').length;
    this.send('join_conversation', { conversationId, ...more });
    return waitFor('the answer', () => this.of('conversation_joined')[before]);
  }

  /** Writes and resolves with the message as it was kept. */
  async say(conversationId: string, text: string): Promise<Wire> {
    const clientMessageId = `client_${(counter += 1)}`;
    this.send('send_message', { conversationId, type: 'text', content: { text }, clientMessageId });
    const answer = await this.hear(
      'message_sent',
      (sent) => sent.clientMessageId === clientMessageId,
    );
    return answer.message;
  }

  async gone(): Promise<{ code: number; reason: string }> {
    return waitFor('a closed socket', () => this.closed);
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.gone();
  }
}

let counter = 0;

export function hubAddress(url: string, query = ''): string {
  return `${url.replace('http', 'ws')}/ws${query}`;
}

/** Connects as the contract says, by token in the query, and waits until the hub answers. */
export async function hubClient(
  { url }: Pick<TestSystem, 'url'>,
  as: TestPerson,
  more = '',
): Promise<HubClient> {
  const client = new HubClient(new WebSocket(hubAddress(url, `?token=${as.token}${more}`)));
  await waitFor('an open socket', () => {
    if (client.closed) throw new Error(`Closed: ${JSON.stringify(client.closed)}`);
    return client.socket.readyState === WebSocket.OPEN;
  });
  client.send('ping', {});
  await client.hear('pong');
  return client;
}

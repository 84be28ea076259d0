import WebSocket from 'ws';
import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

/** Somebody at the socket of a care conversation, with everything that was said to them. */
export class CareClient {
  readonly frames: Wire[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString('utf8'))));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString('utf8') }));
    socket.on('error', () => undefined);
  }

  framesOf(type: string): Wire[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  get texts(): string[] {
    return this.framesOf('new_message').map((frame) => frame.message.message_text as string);
  }

  /** Resolves with the first frame of a type that fits. */
  waitForFrame(type: string, fits: (frame: Wire) => boolean = () => true): Promise<Wire> {
    return waitFor(`a frame ${type}`, () => this.framesOf(type).find(fits));
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async waitForClose(): Promise<{ code: number; reason: string }> {
    return waitFor('a closed socket', () => this.closed);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.waitForClose();
  }
}

export function careSocketUrl(url: string, conversationId: string | number, query = ''): string {
  return `${url.replace('http', 'ws')}/api/v1/ws/chat/${conversationId}${query}`;
}

/** Connects as the contract says, by token in the query, and waits until that is confirmed. */
export async function connectCareClient(
  { url }: Pick<TestSystem, 'url'>,
  as: TestUser,
  conversationId: string | number,
  more = '',
): Promise<CareClient> {
  const address = careSocketUrl(url, conversationId, `?token=${as.token}${more}`);
  const client = new CareClient(new WebSocket(address));
  await waitFor('a confirmation', () => {
    if (client.closed) throw new Error(`Closed: ${JSON.stringify(client.closed)}`);
    return client.framesOf('connection').length > 0;
  });
  return client;
}

import WebSocket from 'ws';
import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';
import { SocketClient } from './socket-client';

/** One connection to a care conversation's WebSocket. */
export class CareClient extends SocketClient {
  framesOf(type: string): Wire[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  get texts(): string[] {
    return this.framesOf('new_message').map((frame) => frame.message.message_text as string);
  }

  /** Resolves with the first received frame of a type that matches. */
  waitForFrame(type: string, matches: (frame: Wire) => boolean = () => true): Promise<Wire> {
    return waitFor(`a frame ${type}`, () => this.framesOf(type).find(matches));
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
}

export function careSocketUrl(url: string, conversationId: string | number, query = ''): string {
  return `${url.replace('http', 'ws')}/api/v1/ws/chat/${conversationId}${query}`;
}

/** Connects by token in the query and waits for the confirmation frame. */
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

import type WebSocket from 'ws';
import { afterTestFile } from '../harness/after-test';
import { waitFor } from '../harness/wait-for';
import type { JsonObject } from './typed-data';

/** A WebSocket client that records the JSON frames it receives and how it was closed. */
export class SocketClient {
  readonly frames: JsonObject[] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(readonly socket: WebSocket) {
    afterTestFile(() => socket.terminate());
    socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString('utf8')) as JsonObject);
    });
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString('utf8') }));
    socket.on('error', () => undefined);
  }

  waitForClose(): Promise<{ code: number; reason: string }> {
    return waitFor('a closed socket', () => this.closed);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.waitForClose();
  }
}

import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A fake ClamAV daemon whose reply can be withheld. */
export class Clamd {
  reply: string | undefined;
  /** Called after the bytes arrived and before the reply. */
  meanwhile: (() => Promise<unknown>) | undefined;
  private readonly server: Server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.subarray(-4).readUInt32BE() === 0 && this.reply !== undefined) {
        void this.tell(socket, this.reply);
      }
    });
  });

  private async tell(socket: Socket, reply: string): Promise<void> {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    socket.end(`${reply}\0`);
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}

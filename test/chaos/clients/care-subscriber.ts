import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import type { RawData } from 'ws';
import type { ChaosUser } from './api-client';
import { Subscriber } from './subscriber';

const HANDSHAKE_TIMEOUT_MS = 5_000;
const RECONNECT_MS = 300;

interface CareFrame {
  type: string;
  message?: { id: number; seq: number; message_text: string };
}

/** A member of a care conversation by `ws`; it connects again with its last `seq`. */
export class CareSubscriber extends Subscriber {
  private socket: WebSocket | undefined;
  private seq = 0;
  private isClosed = false;

  constructor(
    private readonly url: string,
    private readonly user: ChaosUser,
    private readonly room: { id: string; conversation: string },
  ) {
    super('ws', room.conversation, user.id);
    void this.run();
  }

  close(): void {
    this.isClosed = true;
    this.socket?.terminate();
  }

  private async run(): Promise<void> {
    while (!this.isClosed) {
      const socket = new WebSocket(this.address(), { handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
      this.socket = socket;
      socket.on('error', () => undefined);
      socket.on('message', (data: RawData) => {
        this.read(JSON.parse((data as Buffer).toString('utf8')) as CareFrame);
      });
      await new Promise((resolve) => socket.once('close', resolve));
      await pause(RECONNECT_MS);
    }
  }

  private address(): string {
    const base = this.url.replace('http', 'ws');
    const query = `token=${this.user.token}&after_seq=${this.seq}`;
    return `${base}/api/v1/ws/chat/${this.room.id}?${query}`;
  }

  private read({ type, message }: CareFrame): void {
    if (type === 'connection') this.becomeLive();
    if (type !== 'new_message' || !message) return;
    this.seq = message.seq;
    this.receive(message.id, message.message_text);
  }
}

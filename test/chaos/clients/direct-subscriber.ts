import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { ApiClient, ChaosUser } from './api-client';
import { Subscriber } from './subscriber';

const ACK_TIMEOUT_MS = 5_000;
const CATCH_UP_LIMIT_MS = 600_000;

interface DirectMessage {
  id: number;
  content: string;
}

/** The answer to `send_message`. */
export interface DirectAnswer {
  success: boolean;
  data?: { id: number };
  statusCode?: number;
  code?: string;
}

/**
 * A user of the direct API by `socket.io-client`, which reconnects and asks for what it missed. When
 * the library says that this was not possible, the history is read.
 */
export class DirectSubscriber extends Subscriber {
  private readonly socket: Socket;

  constructor(
    private readonly api: ApiClient,
    private readonly user: ChaosUser,
    private readonly room: { other: ChaosUser; conversation: string },
  ) {
    super('socket.io', room.conversation, user.id);
    this.socket = io(api.url, {
      auth: { token: user.token },
      transports: ['websocket'],
      forceNew: true,
      timeout: 5_000,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1_000,
    });
    const receive = ({ id, content }: DirectMessage): void => this.receive(id, content);
    this.socket.on('receive_message', receive);
    this.socket.on('message_sent', receive);
    this.socket.on('connect', () => {
      if (this.socket.recovered) return;
      void this.readHistory();
    });
  }

  close(): void {
    this.socket.disconnect();
  }

  /** Undefined when no answer came. */
  async send(text: string, clientMessageId: string | undefined): Promise<DirectAnswer | undefined> {
    const payload = {
      receiver_id: Number(this.room.other.id),
      content: text,
      ...(clientMessageId ? { client_message_id: clientMessageId } : {}),
    };
    try {
      const answer: unknown = await this.socket
        .timeout(ACK_TIMEOUT_MS)
        .emitWithAck('send_message', payload);
      return answer as DirectAnswer;
    } catch {
      return undefined;
    }
  }

  private async readHistory(): Promise<void> {
    const until = Date.now() + CATCH_UP_LIMIT_MS;
    let before = '';
    for (;;) {
      const path = `/api/chats/history/${this.room.other.id}?limit=100${before}`;
      const call = { as: this.user, method: 'GET', path } as const;
      const answer = await this.api.callUntilAnswered(call, until);
      if (answer?.status !== 200) return;
      const page = answer.data as DirectMessage[];
      this.catchUp(page.map(({ id, content }) => ({ id, text: content })));
      const [oldest] = page;
      if (!oldest || page.length < 100) break;
      before = `&before=${oldest.id}`;
    }
    this.becomeLive();
  }
}

import { Agent, EventSource } from 'undici';
import type { ChaosUser } from './api-client';
import { Subscriber } from './subscriber';

const RECONNECT_MS = 300;

interface SupportFrame {
  type: string;
  data: { id: number; message: string };
}

/**
 * A member of a support room by `EventSource`, which reconnects with its last event id. After a
 * refusal it gives up, and a new one goes on from there.
 */
export class SupportSubscriber extends Subscriber {
  private source: EventSource | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  /** Before the first message of the room. */
  private lastEventId = '0.0';

  constructor(
    private readonly url: string,
    private readonly user: ChaosUser,
    private readonly room: { id: string; conversation: string },
  ) {
    super('sse', room.conversation, user.id);
    this.open();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.source?.close();
  }

  private open(): void {
    const headers = {
      authorization: `Bearer ${this.user.token}`,
      'last-event-id': this.lastEventId,
    };
    // EventSource has no option for headers; its own last event id wins.
    const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
      const own = options.headers as Record<string, string>;
      return dispatch({ ...options, headers: { ...headers, ...own } }, handler);
    });
    const source = new EventSource(`${this.url}/api/chat/sse?roomId=${this.room.id}`, {
      node: { dispatcher, reconnectionTime: RECONNECT_MS },
    });
    this.source = source;
    source.onmessage = ({ data, lastEventId }) => {
      if (lastEventId !== '') this.lastEventId = lastEventId;
      this.read(JSON.parse(data as string) as SupportFrame);
    };
    source.onerror = () => {
      if (this.isClosed || source.readyState !== EventSource.CLOSED) return;
      this.timer = setTimeout(() => this.open(), RECONNECT_MS);
    };
  }

  private read({ type, data }: SupportFrame): void {
    if (type === 'connected') this.becomeLive();
    if (type === 'message') this.receive(data.id, data.message);
  }
}

import { toMessage } from '../chat/kinds/support-messages';
import type { ChatTransport, TransportHandlers } from './chat-transport';
import { parseRoomTyping, parseSupportMessage } from './support-events';
import type { SupportFrame } from './support-events';
import { SupportStream } from './support-stream';

export interface SupportTransportDeps {
  roomId: string;
  sendTyping(isTyping: boolean): Promise<unknown>;
  handlers: TransportHandlers;
}

/** Transport of a support room: receives by the event stream and sends typing by the API. */
export class SupportTransport implements ChatTransport {
  private readonly stream: SupportStream;

  constructor(private readonly deps: SupportTransportDeps) {
    this.stream = new SupportStream(deps.roomId, {
      onFrame: (frame) => this.receive(frame),
      onLiveChange: (isLive) => deps.handlers.onLiveChange(isLive),
    });
  }

  open(): Promise<void> {
    this.stream.open();
    return Promise.resolve();
  }

  allowTyping(): void {
    // A support room allows typing from the start.
  }

  async sendTyping(isTyping: boolean): Promise<void> {
    try {
      await this.deps.sendTyping(isTyping);
    } catch {
      // Typing is not retried: it is outdated by then.
    }
  }

  reconnect(): void {
    this.stream.reconnect();
  }

  close(): void {
    this.stream.close();
  }

  private receive({ type, data }: SupportFrame): void {
    const { handlers } = this.deps;
    const message = type === 'message' ? parseSupportMessage(data) : undefined;
    if (message) handlers.onEvent('message', toMessage(message));
    else if (type === 'typing') handlers.onTyping(parseRoomTyping(data));
    else if (type === 'connected') handlers.onGap();
    else handlers.onEvent(type, data);
  }
}

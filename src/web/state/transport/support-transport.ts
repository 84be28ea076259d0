import { SupportStream } from './support-stream';
import type { TransportHandlers } from './ably-channels';
import type { ChatTransport } from './ably-transport';
import { parseRoomTyping, parseSupportMessage } from './support-events';
import type { SupportFrame } from './support-events';
import { toMessage } from '../chat/kinds/support-state';

/** A support room's line: it hears by the stream and says by the API. */
export class SupportTransport implements ChatTransport {
  private readonly stream: SupportStream;

  constructor(
    roomId: string,
    private readonly api: { sayTyping(isTyping: boolean): Promise<unknown> },
    private readonly handlers: TransportHandlers,
  ) {
    this.stream = new SupportStream(roomId, {
      onFrame: (frame) => this.receive(frame),
      onLiveChange: (isLive) => handlers.onLiveChange(isLive),
    });
  }

  open(): Promise<void> {
    this.stream.open();
    return Promise.resolve();
  }

  allowTyping(): void {
    // Its rights are the same from beginning to end.
  }

  async sendTyping(isTyping: boolean): Promise<void> {
    try {
      await this.api.sayTyping(isTyping);
    } catch {
      // Who types is worth no second attempt.
    }
  }

  reconnect(): void {
    this.stream.reconnect();
  }

  close(): void {
    this.stream.close();
  }

  private receive({ type, data }: SupportFrame): void {
    const said = type === 'message' ? parseSupportMessage(data) : undefined;
    if (said) this.handlers.onEvent('message', toMessage(said));
    else if (type === 'typing') this.handlers.onTyping(parseRoomTyping(data));
    else if (type === 'connected') this.handlers.onGap();
    else this.handlers.onEvent(type, data);
  }
}

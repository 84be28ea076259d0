import { retryDelay } from './retry-delay';
import { parseFrame } from './support-events';
import type { SupportFrame } from './support-events';

const STREAM = '/api/chat/sse';

export interface SupportStreamHandlers {
  onFrame(frame: SupportFrame): void;
  onLiveChange(isLive: boolean): void;
}

/**
 * Server-sent events of one support room, or of all without `roomId`. `EventSource` reconnects by itself
 * and sends `Last-Event-ID`; after a refusal it gives up, and this class opens a new one.
 */
export class SupportStream {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private isClosed = false;

  constructor(
    private readonly roomId: string | undefined,
    private readonly handlers: SupportStreamHandlers,
  ) {}

  open(): void {
    if (this.isClosed || this.source) return;
    const query = this.roomId === undefined ? '' : `?roomId=${encodeURIComponent(this.roomId)}`;
    const source = new EventSource(`${STREAM}${query}`);
    this.source = source;
    source.onmessage = ({ data }: MessageEvent<string>) => this.receive(parseFrame(data));
    source.onerror = () => {
      this.handlers.onLiveChange(false);
      if (source.readyState === EventSource.CLOSED) this.reconnectLater();
    };
  }

  /** Skips the wait for the next attempt. */
  reconnect(): void {
    if (this.timer === undefined) return;
    this.cancelTimer();
    this.open();
  }

  close(): void {
    this.isClosed = true;
    this.cancelTimer();
    this.source?.close();
    this.handlers.onLiveChange(false);
  }

  private receive(frame: SupportFrame | undefined): void {
    if (!frame || this.isClosed) return;
    if (frame.type === 'connected') {
      this.attempts = 0;
      this.handlers.onLiveChange(true);
    }
    this.handlers.onFrame(frame);
  }

  private reconnectLater(): void {
    this.source = undefined;
    if (this.isClosed) return;
    this.timer = setTimeout(() => this.reconnect(), retryDelay(this.attempts++));
  }

  private cancelTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

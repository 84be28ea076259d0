import { retryDelay } from './retry-delay';
import { parseFrame } from './support-events';
import type { SupportFrame } from './support-events';

const STREAM = '/api/chat/sse';

export interface SupportStreamHandlers {
  /** A frame, as it came. */
  onFrame(frame: SupportFrame): void;
  onLiveChange(isLive: boolean): void;
}

/**
 * The browser's own `EventSource` on the support stream: it comes again by itself and names the last
 * frame it had. Where it gives up for good, after a refusal, we come again in its place.
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

  /** The device woke up: do not wait for the next attempt. */
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
    this.timer = setTimeout(() => {
      this.cancelTimer();
      this.open();
    }, retryDelay(this.attempts++));
  }

  private cancelTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

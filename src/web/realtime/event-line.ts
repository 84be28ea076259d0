import { retryDelay } from './retry-delay';
import { readFrame } from './support-events';
import type { SupportFrame } from './support-events';

const STREAM = '/api/chat/sse';

export interface EventLineListener {
  /** A frame, as it came. */
  heard(frame: SupportFrame): void;
  live(isLive: boolean): void;
}

/**
 * The browser's own `EventSource` on the support stream: it comes again by itself and names the last
 * frame it had. Where it gives up for good, after a refusal, we come again in its place.
 */
export class EventLine {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private isClosed = false;

  constructor(
    private readonly roomId: string | undefined,
    private readonly listener: EventLineListener,
  ) {}

  open(): void {
    if (this.isClosed || this.source) return;
    const query = this.roomId === undefined ? '' : `?roomId=${encodeURIComponent(this.roomId)}`;
    const source = new EventSource(`${STREAM}${query}`);
    this.source = source;
    source.onmessage = ({ data }: MessageEvent<string>) => this.hear(readFrame(data));
    source.onerror = () => {
      this.listener.live(false);
      if (source.readyState === EventSource.CLOSED) this.comeAgain();
    };
  }

  /** The device woke up: do not wait for the next attempt. */
  wake(): void {
    if (this.timer === undefined) return;
    this.callOff();
    this.open();
  }

  close(): void {
    this.isClosed = true;
    this.callOff();
    this.source?.close();
    this.listener.live(false);
  }

  private hear(frame: SupportFrame | undefined): void {
    if (!frame || this.isClosed) return;
    if (frame.type === 'connected') {
      this.attempts = 0;
      this.listener.live(true);
    }
    this.listener.heard(frame);
  }

  private comeAgain(): void {
    this.source = undefined;
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.callOff();
      this.open();
    }, retryDelay(this.attempts++));
  }

  private callOff(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

import type { Schedule } from './typing';

/*
 * How well this page hears and is heard, as it may be told to a person. Three things are watched:
 * the browser's own word, whether our server answers, and whether Ably delivers. A short gap in the
 * delivery is nobody's worry, so `delayed` is only said once it lasts.
 */

/**
 * `live`: all is well. `delayed`: Ably is away, messages come by asking now and then.
 * `offline`: nothing can be sent or fetched now.
 */
export type ConnectionStatus = 'connecting' | 'live' | 'delayed' | 'offline';

export const GRACE_MS = 4_000;

export class ConnectionMonitor {
  status: ConnectionStatus = 'connecting';
  private isOnline = true;
  private isServerReachable = true;
  private isLive = false;
  private isGraceOver = false;
  private cancelGrace: (() => void) | undefined;

  constructor(
    private readonly onChange: () => void,
    private readonly schedule: Schedule,
  ) {
    this.startGrace();
  }

  /** Whether the browser says that there is a network at all. */
  setOnline(isOnline: boolean): void {
    this.isOnline = isOnline;
    this.update();
  }

  /** Whether our server answered the latest request. */
  setServerReachable(isAnswered: boolean): void {
    this.isServerReachable = isAnswered;
    this.update();
  }

  /** Whether Ably delivers what is said. */
  setLive(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.cancelGrace?.();
    if (isLive) this.isGraceOver = false;
    else this.startGrace();
    this.update();
  }

  stop(): void {
    this.cancelGrace?.();
  }

  private startGrace(): void {
    this.cancelGrace = this.schedule(() => {
      this.isGraceOver = true;
      this.update();
    }, GRACE_MS);
  }

  private update(): void {
    const link = this.currentStatus();
    if (link === this.status) return;
    this.status = link;
    this.onChange();
  }

  private currentStatus(): ConnectionStatus {
    if (!this.isOnline || !this.isServerReachable) return 'offline';
    if (this.isLive) return 'live';
    if (this.isGraceOver) return 'delayed';
    // Within the grace: as it was, unless it was worse.
    return this.status === 'offline' ? 'connecting' : this.status;
  }
}

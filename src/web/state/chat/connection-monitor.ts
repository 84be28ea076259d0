import type { Schedule } from '../schedule';

/**
 * `live`: events arrive at once. `delayed`: the transport is down, messages arrive by polling.
 * `offline`: nothing can be sent or fetched.
 */
export type ConnectionStatus = 'connecting' | 'live' | 'delayed' | 'offline';

export const GRACE_MS = 4_000;

/**
 * Derives the status that users see from the browser's network state, the server's responses and the
 * transport. A gap of the transport shorter than `GRACE_MS` is not shown.
 */
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
  ) {}

  start(isOnline: boolean): void {
    this.startGrace();
    this.setOnline(isOnline);
  }

  /** The browser's `navigator.onLine`. */
  setOnline(isOnline: boolean): void {
    this.isOnline = isOnline;
    this.update();
  }

  /** Whether the server answered the latest request. */
  setServerReachable(isReachable: boolean): void {
    this.isServerReachable = isReachable;
    this.update();
  }

  /** Whether the transport delivers events. */
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
    const status = this.currentStatus();
    if (status === this.status) return;
    this.status = status;
    this.onChange();
  }

  private currentStatus(): ConnectionStatus {
    if (!this.isOnline || !this.isServerReachable) return 'offline';
    if (this.isLive) return 'live';
    if (this.isGraceOver) return 'delayed';
    // Within the grace period the status stays, unless it was worse.
    return this.status === 'offline' ? 'connecting' : this.status;
  }
}

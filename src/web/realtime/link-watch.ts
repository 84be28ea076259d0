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
export type Link = 'connecting' | 'live' | 'delayed' | 'offline';

export const GRACE_MS = 4_000;

export class LinkWatch {
  link: Link = 'connecting';
  private isOnline = true;
  private isAnswered = true;
  private isLive = false;
  private wasLate = false;
  private callOff: (() => void) | undefined;

  constructor(
    private readonly onChange: () => void,
    private readonly schedule: Schedule,
  ) {
    this.awaitLive();
  }

  /** Whether the browser says that there is a network at all. */
  online(isOnline: boolean): void {
    this.isOnline = isOnline;
    this.decide();
  }

  /** Whether our server answered the latest request. */
  answered(isAnswered: boolean): void {
    this.isAnswered = isAnswered;
    this.decide();
  }

  /** Whether Ably delivers what is said. */
  live(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.callOff?.();
    if (isLive) this.wasLate = false;
    else this.awaitLive();
    this.decide();
  }

  stop(): void {
    this.callOff?.();
  }

  private awaitLive(): void {
    this.callOff = this.schedule(() => {
      this.wasLate = true;
      this.decide();
    }, GRACE_MS);
  }

  private decide(): void {
    const link = this.now();
    if (link === this.link) return;
    this.link = link;
    this.onChange();
  }

  private now(): Link {
    if (!this.isOnline || !this.isAnswered) return 'offline';
    if (this.isLive) return 'live';
    if (this.wasLate) return 'delayed';
    // Within the grace: as it was, unless it was worse.
    return this.link === 'offline' ? 'connecting' : this.link;
  }
}

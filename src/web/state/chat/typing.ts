/*
 * "… is typing": said at most every few seconds while keys are pressed, taken back when they rest.
 * Whoever shows it lets it lapse by itself, because the taking back may be lost.
 */

/** Runs `action` later; returns what calls it off. */
export type Schedule = (action: () => void, ms: number) => () => void;

export const REPEAT_MS = 3_000;
export const IDLE_MS = 4_000;
/** C-51. */
export const EXPIRES_MS = 6_000;

/** Tells the other side that this person types. */
export class TypingSender {
  private sentAt = -Infinity;
  private cancelIdle: (() => void) | undefined;

  constructor(
    private readonly send: (isTyping: boolean) => void,
    private readonly schedule: Schedule,
  ) {}

  /** A key was pressed. */
  keyPressed(now = Date.now()): void {
    this.cancelIdle?.();
    this.cancelIdle = this.schedule(() => this.stop(), IDLE_MS);
    if (now - this.sentAt < REPEAT_MS) return;
    this.sentAt = now;
    this.send(true);
  }

  /** Sent, emptied, left or rested. */
  stop(): void {
    this.cancelIdle?.();
    this.cancelIdle = undefined;
    if (this.sentAt === -Infinity) return;
    this.sentAt = -Infinity;
    this.send(false);
  }
}

/** Knows whether the other side types right now. */
export class TypingMonitor {
  isTyping = false;
  private cancelExpiry: (() => void) | undefined;

  constructor(
    private readonly onChange: () => void,
    private readonly schedule: Schedule,
  ) {}

  receive(isTyping: boolean): void {
    this.cancelExpiry?.();
    this.cancelExpiry = isTyping ? this.schedule(() => this.receive(false), EXPIRES_MS) : undefined;
    if (isTyping === this.isTyping) return;
    this.isTyping = isTyping;
    this.onChange();
  }
}

import type { Schedule } from '../schedule';

export const REPEAT_MS = 3_000;
export const IDLE_MS = 4_000;
/** The receiver's timeout, because the report of the end may be lost (C-51). */
export const EXPIRES_MS = 6_000;

/** Reports typing at most every `REPEAT_MS`, and its end `IDLE_MS` after the last key. */
export class TypingSender {
  private sentAt = -Infinity;
  private cancelIdle: (() => void) | undefined;

  constructor(
    private readonly send: (isTyping: boolean) => void,
    private readonly schedule: Schedule,
  ) {}

  keyPressed(now = Date.now()): void {
    this.cancelIdle?.();
    this.cancelIdle = this.schedule(() => this.stop(), IDLE_MS);
    if (now - this.sentAt < REPEAT_MS) return;
    this.sentAt = now;
    this.send(true);
  }

  /** The text was sent or emptied, or the field lost focus. */
  stop(): void {
    this.cancelIdle?.();
    this.cancelIdle = undefined;
    if (this.sentAt === -Infinity) return;
    this.sentAt = -Infinity;
    this.send(false);
  }
}

/** Whether another member is typing. */
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

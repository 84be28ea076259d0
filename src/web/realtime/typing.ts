/*
 * "… is typing": said at most every few seconds while keys are pressed, taken back when they rest.
 * Whoever shows it lets it lapse by itself, because the taking back may be lost.
 */

/** Runs `action` later; returns what calls it off. */
export type Schedule = (action: () => void, ms: number) => () => void;

export const SAID_AGAIN_MS = 3_000;
export const RESTED_MS = 4_000;
/** C-51. */
export const LAPSES_MS = 6_000;

/** Tells the other side that this person types. */
export class TypingAnnouncer {
  private saidAt = -Infinity;
  private callOff: (() => void) | undefined;

  constructor(
    private readonly announce: (isTyping: boolean) => void,
    private readonly schedule: Schedule,
  ) {}

  /** A key was pressed. */
  typed(now = Date.now()): void {
    this.callOff?.();
    this.callOff = this.schedule(() => this.rest(), RESTED_MS);
    if (now - this.saidAt < SAID_AGAIN_MS) return;
    this.saidAt = now;
    this.announce(true);
  }

  /** Sent, emptied, left or rested. */
  rest(): void {
    this.callOff?.();
    this.callOff = undefined;
    if (this.saidAt === -Infinity) return;
    this.saidAt = -Infinity;
    this.announce(false);
  }
}

/** Knows whether the other side types right now. */
export class TypingWatch {
  isTyping = false;
  private callOff: (() => void) | undefined;

  constructor(
    private readonly onChange: () => void,
    private readonly schedule: Schedule,
  ) {}

  heard(isTyping: boolean): void {
    this.callOff?.();
    this.callOff = isTyping ? this.schedule(() => this.heard(false), LAPSES_MS) : undefined;
    if (isTyping === this.isTyping) return;
    this.isTyping = isTyping;
    this.onChange();
  }
}

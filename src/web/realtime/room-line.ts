import { isRefusal } from '../api/api-error';
import type { FetchToken } from './realtime-client';
import { retryDelay } from './retry-delay';
import { RoomChannel } from './room-channel';
import type { RoomListener, RoomToken } from './room-channel';
import type { Schedule } from './typing';

/** How a room hears of what is new, and says who types. */
export interface Line {
  open(): Promise<void>;
  /** One may write from now on; idempotent. */
  roomOpened(): void;
  sayTyping(isTyping: boolean): Promise<void>;
  wake(): void;
  close(): void;
}

interface LineApi {
  token: FetchToken<RoomToken>;
  sayTyping(isTyping: boolean): Promise<unknown>;
}

/** Spreads what many rooms ask for when all of them open in the same moment. */
const SPREAD_MS = 2_000;

/** A line through Ably: opened with patience, given more rights when the room opens, closed with it. */
export class RoomLine implements Line {
  private readonly channel: RoomChannel;
  private attempts = 0;
  private isOpen = false;
  private mayType = false;
  private isClosed = false;
  private callOff: (() => void) | undefined;

  constructor(
    private readonly api: LineApi,
    private readonly personId: string,
    private readonly parts: { schedule: Schedule; listener: RoomListener },
  ) {
    this.channel = new RoomChannel(() => api.token(), parts.listener);
  }

  async open(): Promise<void> {
    if (this.isClosed) return;
    try {
      await this.channel.open();
      this.isOpen = true;
      if (this.mayType) await this.allowTyping();
    } catch (error) {
      if (isRefusal(error, ...FINAL)) return;
      this.callOff = this.parts.schedule(() => void this.open(), retryDelay(this.attempts++));
    }
  }

  roomOpened(): void {
    if (this.mayType || this.isClosed) return;
    this.mayType = true;
    if (!this.isOpen) return;
    this.callOff = this.parts.schedule(() => void this.allowTyping(), Math.random() * SPREAD_MS);
  }

  async sayTyping(isTyping: boolean): Promise<void> {
    try {
      const isSaid = await this.channel.sayTyping({ userId: this.personId, isTyping });
      if (!isSaid) await this.api.sayTyping(isTyping);
    } catch {
      // Who types is worth no second attempt.
    }
  }

  wake(): void {
    if (!this.isClosed) this.channel.wake();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.callOff?.();
    this.channel.close();
  }

  private async allowTyping(): Promise<void> {
    try {
      await this.channel.allowTyping();
    } catch {
      // Without it typing is told and heard of by other ways, or not at all; the next token has it.
    }
  }
}

/** Refusals after which there is no line to be had. */
const FINAL = [
  'unauthenticated',
  'session-ended',
  'session-not-found',
  'not-participant',
  'conversation-not-found',
  'not-your-conversation',
  'assignment-ended',
] as const;

import { isApiError } from '../../api/api-error';
import type { FetchToken } from './ably-client';
import { retryDelay } from './retry-delay';
import { AblyChannels } from './ably-channels';
import type { TransportHandlers, ChatToken } from './ably-channels';
import type { Schedule } from '../chat/typing';

/** How a room hears of what is new, and says who types. */
export interface ChatTransport {
  open(): Promise<void>;
  /** One may write from now on; idempotent. */
  allowTyping(): void;
  sendTyping(isTyping: boolean): Promise<void>;
  reconnect(): void;
  close(): void;
}

interface TransportApi {
  issueToken: FetchToken<ChatToken>;
  sendTyping(isTyping: boolean): Promise<unknown>;
}

/** Spreads what many rooms ask for when all of them open in the same moment. */
const SPREAD_MS = 2_000;

/** A line through Ably: opened with patience, given more rights when the room opens, closed with it. */
export class AblyTransport implements ChatTransport {
  private readonly channel: AblyChannels;
  private attempts = 0;
  private isOpen = false;
  private mayType = false;
  private isClosed = false;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly api: TransportApi,
    private readonly userId: string,
    private readonly deps: { schedule: Schedule; listener: TransportHandlers },
  ) {
    this.channel = new AblyChannels(() => api.issueToken(), deps.listener);
  }

  async open(): Promise<void> {
    if (this.isClosed) return;
    try {
      await this.channel.open();
      this.isOpen = true;
      if (this.mayType) await this.requestTyping();
    } catch (error) {
      if (isApiError(error, ...PERMANENT_REFUSALS)) return;
      this.cancelTimer = this.deps.schedule(() => void this.open(), retryDelay(this.attempts++));
    }
  }

  allowTyping(): void {
    if (this.mayType || this.isClosed) return;
    this.mayType = true;
    if (!this.isOpen) return;
    this.cancelTimer = this.deps.schedule(
      () => void this.requestTyping(),
      Math.random() * SPREAD_MS,
    );
  }

  async sendTyping(isTyping: boolean): Promise<void> {
    try {
      const isSaid = await this.channel.publishTyping({ userId: this.userId, isTyping });
      if (!isSaid) await this.api.sendTyping(isTyping);
    } catch {
      // Who types is worth no second attempt.
    }
  }

  reconnect(): void {
    if (!this.isClosed) this.channel.reconnect();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.cancelTimer?.();
    this.channel.close();
  }

  private async requestTyping(): Promise<void> {
    try {
      await this.channel.allowTyping();
    } catch {
      // Without it typing is told and heard of by other ways, or not at all; the next token has it.
    }
  }
}

/** Refusals after which there is no line to be had. */
const PERMANENT_REFUSALS = [
  'unauthenticated',
  'session-ended',
  'session-not-found',
  'not-participant',
  'conversation-not-found',
  'not-your-conversation',
  'assignment-ended',
] as const;

import { isApiError } from '../../api/api-error';
import type { Schedule } from '../schedule';
import { AblyChannels } from './ably-channels';
import type { ChatToken } from './ably-channels';
import type { FetchToken } from './ably-client';
import type { ChatTransport, TransportHandlers } from './chat-transport';
import { retryDelay } from './retry-delay';

export interface AblyTransportDeps {
  userId: string;
  issueToken: FetchToken<ChatToken>;
  /** For clients whose token does not allow publishing. */
  sendTyping(isTyping: boolean): Promise<unknown>;
  schedule: Schedule;
  handlers: TransportHandlers;
}

/** Spreads the token requests of many conversations that open in the same moment. */
const SPREAD_MS = 2_000;

/** Transport over Ably: retries until connected, and renews its token when typing is allowed. */
export class AblyTransport implements ChatTransport {
  private readonly channels: AblyChannels;
  private attempts = 0;
  private isOpen = false;
  private isTypingAllowed = false;
  private isClosed = false;
  private cancelTimer: (() => void) | undefined;

  constructor(private readonly deps: AblyTransportDeps) {
    this.channels = new AblyChannels(() => deps.issueToken(), deps.handlers);
  }

  async open(): Promise<void> {
    if (this.isClosed) return;
    try {
      await this.channels.open();
      this.isOpen = true;
      if (this.isTypingAllowed) await this.requestTyping();
    } catch (error) {
      if (isApiError(error, ...PERMANENT_ERRORS)) return;
      this.cancelTimer = this.deps.schedule(() => void this.open(), retryDelay(this.attempts++));
    }
  }

  allowTyping(): void {
    if (this.isTypingAllowed || this.isClosed) return;
    this.isTypingAllowed = true;
    if (!this.isOpen) return;
    const wait = Math.random() * SPREAD_MS;
    this.cancelTimer = this.deps.schedule(() => void this.requestTyping(), wait);
  }

  async sendTyping(isTyping: boolean): Promise<void> {
    const { userId } = this.deps;
    try {
      const isSent = await this.channels.publishTyping({ userId, isTyping });
      if (!isSent) await this.deps.sendTyping(isTyping);
    } catch {
      // Typing is not retried: it is outdated by then.
    }
  }

  reconnect(): void {
    if (!this.isClosed) this.channels.reconnect();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.cancelTimer?.();
    this.channels.close();
  }

  private async requestTyping(): Promise<void> {
    try {
      await this.channels.allowTyping();
    } catch {
      // The next token includes the typing channel.
    }
  }
}

const PERMANENT_ERRORS = [
  'unauthenticated',
  'session-ended',
  'session-not-found',
  'not-participant',
  'conversation-not-found',
  'not-your-conversation',
  'assignment-ended',
] as const;

import { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { Connection } from './connection';

const REMINDER_BEFORE_MS = 30_000;
const MIN_TIME_FOR_REMINDER_MS = 5_000;
const MAX_TIMER_MS = 2_000_000_000;

/** Requests a new token (AUTH) before a connection's token expires, and disconnects at expiry. */
export class TokenExpiryTimer {
  private reminder?: NodeJS.Timeout;
  private expiry?: NodeJS.Timeout;

  constructor(
    private readonly connection: Connection,
    private readonly disconnect: (error: AblyError) => void,
  ) {}

  start(): void {
    this.stop();
    const { token } = this.connection.identity;
    if (!token) return;
    const remainingMs = token.expires - Date.now();
    const reminderDelayMs =
      remainingMs > REMINDER_BEFORE_MS ? remainingMs - REMINDER_BEFORE_MS : remainingMs / 2;
    if (remainingMs > MIN_TIME_FOR_REMINDER_MS) {
      this.reminder = schedule(reminderDelayMs, () =>
        this.connection.send({ action: Action.AUTH }),
      );
    }
    this.expiry = schedule(remainingMs, () => this.expireNow());
  }

  stop(): void {
    clearTimeout(this.reminder);
    clearTimeout(this.expiry);
  }

  private expireNow(): void {
    this.disconnect(new AblyError(40142, 401, 'Token expired: request a new one.'));
  }
}

function schedule(delay: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, Math.min(Math.max(delay, 0), MAX_TIMER_MS)).unref();
}

import { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { Connection } from './connection';

const REMIND_BEFORE_MS = 30_000;
const TOO_LATE_TO_REMIND_MS = 5_000;
const LONGEST_TIMER_MS = 2_000_000_000;

/** Watches the expiry of a connection's token: asks for a new one in time, then ends it. */
export class TokenWatch {
  private reminder?: NodeJS.Timeout;
  private expiry?: NodeJS.Timeout;

  constructor(
    private readonly connection: Connection,
    private readonly expel: (error: AblyError) => void,
  ) {}

  start(): void {
    this.stop();
    const { token } = this.connection.identity;
    if (!token) return;
    const left = token.expires - Date.now();
    const remindIn = left > REMIND_BEFORE_MS ? left - REMIND_BEFORE_MS : left / 2;
    if (left > TOO_LATE_TO_REMIND_MS) {
      this.reminder = later(remindIn, () => this.connection.send({ action: Action.AUTH }));
    }
    this.expiry = later(left, () => this.expireNow());
  }

  stop(): void {
    clearTimeout(this.reminder);
    clearTimeout(this.expiry);
  }

  private expireNow(): void {
    this.expel(new AblyError(40142, 401, 'Token expired: request a new one.'));
  }
}

function later(delay: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, Math.min(Math.max(delay, 0), LONGEST_TIMER_MS)).unref();
}

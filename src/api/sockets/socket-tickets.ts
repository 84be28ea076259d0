import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { TokenClaims } from '../../users/token';
import { AppError } from '../../errors';

const TICKET_TTL_S = 60;
const TICKET_BYTES = 32;

export interface Ticket {
  ticket: string;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * Tickets for browsers, whose sockets and streams can send no header: good for a minute and for one
 * connection, so that one found in an address or a log opens nothing (C-31, C-32).
 */
export class SocketTickets {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async issue(claims: TokenClaims): Promise<Ticket> {
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const kept = JSON.stringify(claims);
    await this.orUnavailable(this.redis.set(this.keyOf(ticket), kept, 'EX', TICKET_TTL_S));
    return { ticket, expiresAt: new Date(Date.now() + TICKET_TTL_S * 1000).toISOString() };
  }

  /** Who was given the ticket; refuses `unauthenticated` for a used, old or unknown one. */
  async redeem(ticket: string): Promise<TokenClaims> {
    const kept = await this.orUnavailable(this.redis.getdel(this.keyOf(ticket)));
    if (kept !== null) return JSON.parse(kept) as TokenClaims;
    throw new AppError('unauthenticated', {
      message: 'The ticket is unknown, used or older than a minute. Ask for a new one',
    });
  }

  private async orUnavailable<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw new AppError('unavailable', { cause: error });
    }
  }

  private keyOf(ticket: string): string {
    return `${this.prefix}:ticket:${createHash('sha256').update(ticket).digest('base64url')}`;
  }
}

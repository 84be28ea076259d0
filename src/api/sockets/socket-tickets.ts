import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { TokenClaims } from '../../users/tokens/token-claims';
import { AppError, orUnavailable } from '../../errors';

const TICKET_TTL_S = 60;
const TICKET_BYTES = 32;

export interface Ticket {
  ticket: string;
  /** ISO 8601. */
  expiresAt: string;
}

/**
 * Tickets for browsers, whose sockets and streams cannot send headers. Each opens one connection
 * within a minute, so a ticket found in a URL or a log is worthless (C-31, C-32).
 */
export class SocketTickets {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async issue(claims: TokenClaims): Promise<Ticket> {
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const value = JSON.stringify(claims);
    await orUnavailable(this.redis.set(this.keyOf(ticket), value, 'EX', TICKET_TTL_S));
    return { ticket, expiresAt: new Date(Date.now() + TICKET_TTL_S * 1000).toISOString() };
  }

  /**
   * The claims that a ticket was issued for; throws `unauthenticated` for a used, expired or
   * unknown ticket.
   */
  async redeem(ticket: string): Promise<TokenClaims> {
    const value = await orUnavailable(this.redis.getdel(this.keyOf(ticket)));
    if (value !== null) return JSON.parse(value) as TokenClaims;
    throw new AppError('unauthenticated', {
      message: 'The ticket is unknown, used or older than a minute. Ask for a new one',
    });
  }

  /** Only the ticket's hash is stored. */
  private keyOf(ticket: string): string {
    return `${this.prefix}:ticket:${createHash('sha256').update(ticket).digest('base64url')}`;
  }
}

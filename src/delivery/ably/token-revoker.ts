import type * as Ably from 'ably';
import type { Logger } from '../../logger';

/** Ably's limit of targets per request. */
const BATCH_SIZE = 100;
/** Ably's code for keys without token revocation, and its older code. */
const NOT_REVOCABLE_CODES = [40163, 40121];

/**
 * Revokes the tokens of ended channels if the Ably key allows it (C-15). A second safeguard: nothing
 * is published after the end and tokens expire within 30 minutes, so failures are not retried.
 */
export class TokenRevoker {
  private isAllowed = true;

  constructor(
    private readonly auth: Ably.Auth,
    private readonly logger: Logger,
  ) {}

  /** With `allowReauthMargin` tokens end 30 seconds later, after the last message has arrived. */
  async revoke(channels: string[]): Promise<void> {
    for (let from = 0; this.isAllowed && from < channels.length; from += BATCH_SIZE) {
      const targets = channels
        .slice(from, from + BATCH_SIZE)
        .map((value) => ({ type: 'channel', value }));
      try {
        await this.auth.revokeTokens(targets, { allowReauthMargin: true });
      } catch (error) {
        this.logFailure(error);
      }
    }
  }

  private logFailure(error: unknown): void {
    const { code } = error as { code?: number };
    if (code !== undefined && NOT_REVOCABLE_CODES.includes(code)) {
      this.isAllowed = false;
      this.logger.info('Ably key does not allow token revocation; tokens expire on their own');
    } else {
      this.logger.warn({ err: error }, 'Ably token revocation failed');
    }
  }
}

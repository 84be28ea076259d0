import type * as Ably from 'ably';
import type { Logger } from '../../logger';

/** As many targets as one request may carry. */
const BATCH_SIZE = 100;
/** Ably's code for a key whose tokens cannot be taken back; 40121 is its older name. */
const NOT_REVOCABLE_CODES = [40163, 40121];

/**
 * Takes back the tokens of channels that are over, where the Ably key allows it (C-15). It is a
 * second lock: nothing is published after the end, and every token lapses within half an hour. So
 * a failure is noted, never tried again.
 */
export class TokenRevoker {
  private isAllowed = true;

  constructor(
    private readonly auth: Ably.Auth,
    private readonly logger: Logger,
  ) {}

  /** Whoever holds such a token hears the goodbye first: it ends half a minute later. */
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
      this.logger.info('The Ably key does not allow revocation: tokens lapse by themselves');
    } else {
      this.logger.warn({ err: error }, 'Tokens of an ended session could not be revoked');
    }
  }
}

import type * as Ably from 'ably';
import type { Logger } from '../../logger';

/** Ably's limit of targets per request. */
const BATCH_SIZE = 100;
/** A process polls revocations every 400 ms. */
const NOTICED_MS = 700;
/** Ably's code for keys without token revocation, and its older code. */
const NOT_REVOCABLE_CODES = [40163, 40121];

/** Revokes tokens if the Ably key allows it; else they expire within 30 minutes by themselves. */
export class TokenRevoker {
  private isAllowed = true;

  constructor(
    private readonly auth: Ably.Auth,
    private readonly logger: Logger,
  ) {}

  /**
   * Revokes the tokens of ended channels (C-15). A second safeguard: nothing is published after the
   * end, so failures are not retried. With `allowReauthMargin` tokens end 30 seconds later, after the last message has arrived.
   */
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

  /**
   * Revokes a user's tokens at once: a user who still has access gets another. Rejects unless they are
   * revoked or revocation is not allowed. Repeated when every process has noticed the revocation: until then one of them may issue another.
   */
  async revokeUser(userId: string): Promise<void> {
    await this.revokeClientId(userId);
    setTimeout(() => {
      this.revokeClientId(userId).catch((error: unknown) => {
        this.logger.warn({ err: error, userId }, 'Second Ably token revocation failed');
      });
    }, NOTICED_MS).unref();
  }

  private async revokeClientId(userId: string): Promise<void> {
    if (!this.isAllowed) return;
    try {
      const { results } = await this.auth.revokeTokens([{ type: 'clientId', value: userId }]);
      const [result] = results;
      if (result && 'error' in result) throw result.error;
    } catch (error) {
      this.logFailure(error);
      if (this.isAllowed) throw error;
    }
  }

  private logFailure(error: unknown): void {
    if (isNotRevocable(error)) {
      this.isAllowed = false;
      this.logger.info('Ably key does not allow token revocation; tokens expire on their own');
    } else {
      this.logger.warn({ err: error }, 'Ably token revocation failed');
    }
  }
}

/** Token revocation is not enabled for the key. */
export function isNotRevocable(error: unknown): boolean {
  const { code } = error as { code?: number };
  return code !== undefined && NOT_REVOCABLE_CODES.includes(code);
}

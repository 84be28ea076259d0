import { ConfigError } from '../../config/config';

/**
 * Production refuses an Ably key whose tokens cannot be revoked: after a sign-out, a block or a removal
 * they would deliver for up to half an hour more. While Ably cannot be reached, the start goes on.
 */
export async function requireRevocableKey(
  { production }: { production: boolean },
  notifier: { canRevoke(): Promise<boolean | undefined> },
): Promise<void> {
  if (!production || (await notifier.canRevoke()) !== false) return;
  throw new ConfigError([
    'ABLY_API_KEY: tokens of this key cannot be revoked, so a user who is signed out or blocked would ' +
      'receive messages for up to 30 minutes more. Enable "Revocable tokens" for the key in the Ably ' +
      'dashboard, or create a key with it',
  ]);
}

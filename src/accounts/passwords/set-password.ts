import { z } from 'zod';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import type { User } from '../../database/entities/users/user';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { appendAudit } from '../../users/audit/audit-repository';
import type { PasswordHasher } from '../../users/passwords/password-hasher';
import { markPasswordLinkUsed } from '../../users/passwords/password-link-repository';
import { findPasswordFault, PASSWORD_FAULTS } from '../../users/passwords/password-rules';
import type { PasswordFault } from '../../users/passwords/password-rules';
import { isGuessable } from '../../users/passwords/password-strength';
import { revokeAllAccess } from '../../users/tokens/revoke-access';
import { updatePassword } from '../../users/user-repository';
import { invalidLink, linkSecretSchema, requirePasswordLink } from './check-password-link';
import { hashLinkSecret } from './issue-password-link';

export const setPasswordSchema = z.object({
  secret: linkSecretSchema,
  password: z.string().min(1, 'must not be empty').max(1024),
});

interface Services {
  db: Db;
  clock: Clock;
  passwords: Pick<PasswordHasher, 'hash'>;
  revocations: { revoked(userId: string): void };
}

/**
 * Sets the password of the user of a link, once, and revokes all tokens of the user. The link is checked
 * before the slow hash, so that guesses cost nothing, and used up in the transaction: of two requests at
 * once, one is refused. Throws `password-link-invalid`, `account-blocked` or `invalid-input`.
 */
export async function setPassword(
  { db, clock, passwords, revocations }: Services,
  { secret, password, network }: z.infer<typeof setPasswordSchema> & { network: string },
): Promise<void> {
  const user = await requirePasswordLink(db.source.manager, secret, clock);
  const fault = findPasswordFault(password, user) ?? (await guessableFault(password, user));
  if (fault) {
    const message = PASSWORD_FAULTS[fault];
    throw new AppError('invalid-input', {
      message: `The request is not valid. password: ${message}`,
      details: { fields: [{ field: 'password', message }], password: fault },
    });
  }
  const passwordHash = await passwords.hash(network, password);
  const actor = { id: user.id, network };
  await inTransaction(db, async (tx) => {
    const at = new Date(clock.now());
    if (!(await markPasswordLinkUsed(tx, hashLinkSecret(secret), at))) throw invalidLink('used');
    await updatePassword(tx, user.id, passwordHash);
    // The time of the process that issues tokens, to which their times are compared.
    await revokeAllAccess(tx, user.id, new Date());
    await appendAudit(tx, { actor, action: 'account.set-password', at });
  });
  revocations.revoked(user.id);
}

async function guessableFault(password: string, user: User): Promise<PasswordFault | undefined> {
  return (await isGuessable(password, user)) ? 'guessable' : undefined;
}

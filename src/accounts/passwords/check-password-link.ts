import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import type { User } from '../../database/entities/users/user';
import { AppError } from '../../errors';
import { findPasswordLink } from '../../users/passwords/password-link-repository';
import { MIN_PASSWORD_LENGTH } from '../../users/passwords/password-rules';
import { hashLinkSecret } from './issue-password-link';

/** Not checked any further: a link that was copied in part is an unknown one. */
export const linkSecretSchema = z.string().min(1).max(200);
export const checkPasswordLinkSchema = z.object({ secret: linkSecretSchema });

export interface PasswordLinkView {
  email: string;
  fullName: string;
  minLength: number;
}

const FAULTS = {
  unknown: 'This link is not complete, or a newer one replaced it. Open it as you received it',
  used: 'This link was used: the password is set. Sign in with it',
  expired: 'This link has expired',
};

/** For whom a link sets a password; throws `password-link-invalid`. */
export async function checkPasswordLink(
  { db, clock }: { db: Db; clock: Clock },
  { secret }: z.infer<typeof checkPasswordLinkSchema>,
): Promise<PasswordLinkView> {
  const { email, fullName } = await requirePasswordLink(db.source.manager, secret, clock);
  return { email, fullName, minLength: MIN_PASSWORD_LENGTH };
}

/** The user of a link; throws `password-link-invalid`, or `account-blocked`. */
export async function requirePasswordLink(
  manager: EntityManager,
  secret: string,
  clock: Clock,
): Promise<User> {
  const link = await findPasswordLink(manager, hashLinkSecret(secret));
  if (!link?.user) throw invalidLink('unknown');
  if (link.usedAt) throw invalidLink('used');
  if (link.expiresAt.getTime() <= clock.now()) throw invalidLink('expired');
  if (link.user.blockedAt) throw new AppError('account-blocked');
  return link.user;
}

export function invalidLink(reason: keyof typeof FAULTS): AppError {
  const next = 'For a new link, contact Team Ruang Diri';
  const message = `${FAULTS[reason]}. ${next}`;
  return new AppError('password-link-invalid', { message, details: { link: reason } });
}

import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { ROLES } from '../../enums';
import { AppError } from '../../errors';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Operator } from '../../users/principal';
import { insertUser } from '../../users/user-repository';
import { issuePasswordLink } from './issue-password-link';

const DEFAULT_TIMEZONE = 'Asia/Jakarta';
/** Matches no password. */
const NO_PASSWORD = '';

export const createUserSchema = z.object({
  role: z.enum(ROLES, `must be ${ROLES.join(', ')}`),
  email: z.email('must be an email address').max(254),
  fullName: z.string().trim().min(1, 'must not be empty').max(200),
});

/** Adds a user without a password, audited; returns the secret of the link that sets one. */
export function createUser(
  manager: EntityManager,
  { role, email, fullName }: z.infer<typeof createUserSchema>,
  by: Operator,
): Promise<string> {
  return manager.transaction(async (tx) => {
    const id = await insertUser(tx, {
      role,
      fullName,
      email: email.toLowerCase(),
      passwordHash: NO_PASSWORD,
      timezone: DEFAULT_TIMEZONE,
    });
    if (id === undefined) {
      throw new AppError('conflict', {
        message: `An account with the address ${email} exists. For a new link: users link --email ${email}`,
      });
    }
    await appendAudit(tx, { actor: by, userId: id, at: new Date(), action: 'account.create' });
    return issuePasswordLink(tx, id);
  });
}

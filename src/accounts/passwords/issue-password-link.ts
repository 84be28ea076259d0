import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import { appendAudit } from '../../users/audit/audit-repository';
import { savePasswordLink } from '../../users/passwords/password-link-repository';
import type { Operator } from '../../users/principal';
import { findUserByEmail } from '../../users/user-repository';

const SECRET_BYTES = 32;
export const LINK_HOURS = 24;

/** Path of the page that the link opens; the secret is in the fragment, which is never sent or logged. */
const PAGE_PATH = '/set-password';

/** The secret of a new link for a user; an earlier link stops working. */
export async function issuePasswordLink(tx: EntityManager, userId: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  await savePasswordLink(tx, { userId, secretHash: hashLinkSecret(secret), hours: LINK_HOURS });
  return secret;
}

/** Same for the user with this address, audited; throws `person-not-found`. */
export function renewPasswordLink(
  manager: EntityManager,
  email: string,
  by: Operator,
): Promise<string> {
  return manager.transaction(async (tx) => {
    const user = await findUserByEmail(tx, email);
    if (user === null) {
      throw new AppError('person-not-found', { message: `No account has the address ${email}` });
    }
    const entry = { actor: by, userId: user.id, at: new Date() };
    await appendAudit(tx, { ...entry, action: 'account.create-link' });
    return issuePasswordLink(tx, user.id);
  });
}

export function passwordLinkUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}${PAGE_PATH}#${secret}`;
}

/** A secret of 256 random bits needs no slow hash. */
export function hashLinkSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

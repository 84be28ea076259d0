import { z } from 'zod';
import { isVisible, toPlainText } from '../../plain-text';

const MIN_LENGTH = 3;
const MAX_LENGTH = 500;

/** Why a member of the team acts; stored in the audit log as it is. */
export const auditReason = z
  .string('must say why')
  .transform(toPlainText)
  .refine(
    (text) => text.length >= MIN_LENGTH && isVisible(text),
    `must say why, in at least ${MIN_LENGTH} characters`,
  )
  .refine((text) => text.length <= MAX_LENGTH, `must have at most ${MAX_LENGTH} characters`);

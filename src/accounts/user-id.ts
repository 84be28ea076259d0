import { z } from 'zod';

const BIGINT_MAX = 2n ** 63n - 1n;

/** Whether the text can be the id of a row: a positive decimal within PostgreSQL's bigint. */
export function isUserId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= BIGINT_MAX;
}

/** A person's id as people send it: a decimal string. */
export const userIdSchema = z.string().refine(isUserId, {
  error: 'must be the id of a person, a decimal number such as "12"',
});

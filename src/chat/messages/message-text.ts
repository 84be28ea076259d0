import { z } from 'zod';
import { isPlainText, isVisible, withLineFeeds } from '../../plain-text';

const MAX_CODE_POINTS = 5000;

/**
 * Message text of every contract: trimmed, 1 to 5000 Unicode code points (C-20). Control characters are
 * refused: no reader sees them, and terminals and files obey some.
 */
export const messageText = z
  .string('must be a string')
  .transform((text) => withLineFeeds(text).trim())
  .refine(isVisible, { error: 'must not be empty', abort: true })
  .refine(isPlainText, 'must not contain control characters other than tabs and line breaks')
  .refine((text) => codePoints(text) <= MAX_CODE_POINTS, 'must have at most 5000 characters');

function codePoints(text: string): number {
  if (text.length <= MAX_CODE_POINTS) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Identifies a repeated send; PostgreSQL text cannot hold NUL. */
export const clientMessageId = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .refine((text) => !text.includes('\0'), 'must not contain NUL');

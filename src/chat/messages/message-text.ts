import { z } from 'zod';

const MAX_CODE_POINTS = 5000;

/** C0 and C1 but tab and line feed. */
// eslint-disable-next-line no-control-regex -- control characters are what it searches
const CONTROL_CHARACTERS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * Something a reader can see: no white space, no format character such as U+200B, no character that
 * Unicode says to ignore, and not the Braille pattern without dots.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Message text of every contract: trimmed, 1 to 5000 Unicode code points (C-20). Control characters are
 * removed: pasted text has them, no reader sees them, and some terminals and files obey them.
 */
export const messageText = z
  .string('must be a string')
  .transform((text) => text.replace(/\r\n?/g, '\n').replace(CONTROL_CHARACTERS, '').trim())
  .refine((text) => VISIBLE.test(text), 'must not be empty')
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

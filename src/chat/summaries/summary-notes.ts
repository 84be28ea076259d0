import { z } from 'zod';
import { decryptText, encryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';

const line = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
const lines = z.array(line).max(20, 'must have at most 20 lines').default([]);

export const summaryNotesSchema = z.object({
  keyTopics: lines,
  actionItems: lines,
  sessionNotes: z.string().trim().max(5_000, 'must have at most 5000 characters').default(''),
});

/** What the psychologist wrote about a session, for both of its people. */
export type SummaryNotes = z.infer<typeof summaryNotesSchema>;

export const EMPTY_SUMMARY_NOTES: SummaryNotes = {
  keyTopics: [],
  actionItems: [],
  sessionNotes: '',
};

const contextOf = (conversationId: string): string => `summary:${conversationId}`;

export function encryptSummaryNotes(
  key: DataKey,
  conversationId: string,
  words: SummaryNotes,
): Buffer {
  return encryptText(key, JSON.stringify(words), contextOf(conversationId));
}

export function decryptSummaryNotes(
  key: DataKey,
  conversationId: string,
  sealed: Buffer,
): SummaryNotes {
  const words: unknown = JSON.parse(decryptText(key, sealed, contextOf(conversationId)));
  return summaryNotesSchema.parse(words);
}

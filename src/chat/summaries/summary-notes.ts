import { z } from 'zod';
import { decryptText, encryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';

const entry = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
const entries = z.array(entry).max(20, 'must have at most 20 entries').default([]);

export const summaryNotesSchema = z.object({
  keyTopics: entries,
  actionItems: entries,
  sessionNotes: z.string().trim().max(5_000, 'must have at most 5000 characters').default(''),
});

/** The psychologist's notes, readable by both participants. */
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
  notes: SummaryNotes,
): Buffer {
  return encryptText(key, JSON.stringify(notes), contextOf(conversationId));
}

export function decryptSummaryNotes(
  key: DataKey,
  conversationId: string,
  encrypted: Buffer,
): SummaryNotes {
  const notes: unknown = JSON.parse(decryptText(key, encrypted, contextOf(conversationId)));
  return summaryNotesSchema.parse(notes);
}

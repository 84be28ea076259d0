import { z } from 'zod';
import { openText, sealText } from '../content-cipher';
import type { DataKey } from '../content-cipher';

const line = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
const lines = z.array(line).max(20, 'must have at most 20 lines').default([]);

export const summaryWordsSchema = z.object({
  keyTopics: lines,
  actionItems: lines,
  sessionNotes: z.string().trim().max(5_000, 'must have at most 5000 characters').default(''),
});

/** What the psychologist wrote about a session, for both of its people. */
export type SummaryWords = z.infer<typeof summaryWordsSchema>;

export const NO_SUMMARY_WORDS: SummaryWords = { keyTopics: [], actionItems: [], sessionNotes: '' };

const contextOf = (conversationId: string): string => `summary:${conversationId}`;

export function sealSummary(key: DataKey, conversationId: string, words: SummaryWords): Buffer {
  return sealText(key, JSON.stringify(words), contextOf(conversationId));
}

export function openSummary(key: DataKey, conversationId: string, sealed: Buffer): SummaryWords {
  const words: unknown = JSON.parse(openText(key, sealed, contextOf(conversationId)));
  return summaryWordsSchema.parse(words);
}

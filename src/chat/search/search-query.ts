import { z } from 'zod';
import { wordForms } from './word-forms';
import { tokenize } from './tokenize';

/** Part of a text, in UTF-16 units; `end` is exclusive. */
export interface Highlight {
  start: number;
  end: number;
}

const MAX_TERMS = 8;
/** Terms from this length on match as prefixes. */
const MIN_PREFIX = 3;

export const searchText = z
  .string('must be a string')
  .trim()
  .max(200, 'must have at most 200 characters')
  .refine((text) => tokenize(text).length > 0, 'must hold a word or a number')
  .refine((text) => tokenize(text).length <= MAX_TERMS, 'must have at most eight words');

interface SearchTerm {
  normalized: string;
  forms: ReadonlySet<string>;
}

/** Matches texts that contain every term in some word form. */
export class SearchQuery {
  readonly terms: readonly SearchTerm[];
  /** Matching terms per word, cached: most words occur often. */
  private readonly matches = new Map<string, readonly SearchTerm[]>();

  constructor(text: string) {
    const words = new Set(tokenize(text).map(({ normalized }) => normalized));
    this.terms = [...words].map((word) => ({ normalized: word, forms: wordForms(word) }));
  }

  /** Undefined unless the text contains all terms. */
  highlightsIn(text: string): Highlight[] | undefined {
    const missing = new Set(this.terms);
    const highlights: Highlight[] = [];
    for (const { normalized, start, end } of tokenize(text)) {
      const matching = this.termsMatching(normalized);
      for (const term of matching) missing.delete(term);
      if (matching.length > 0) highlights.push({ start, end });
    }
    return missing.size === 0 && highlights.length > 0 ? highlights : undefined;
  }

  private termsMatching(word: string): readonly SearchTerm[] {
    const cached = this.matches.get(word);
    if (cached) return cached;
    const forms = [...wordForms(word)];
    const matching = this.terms.filter(
      (term) =>
        forms.some((form) => term.forms.has(form)) ||
        (term.normalized.length >= MIN_PREFIX && word.startsWith(term.normalized)),
    );
    this.matches.set(word, matching);
    return matching;
  }
}

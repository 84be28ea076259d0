import { z } from 'zod';
import { wordForms } from './word-forms';
import { tokenize } from './tokenize';

/** Part of a text, in UTF-16 units: from `start` until before `end`. */
export interface Highlight {
  start: number;
  end: number;
}

const MAX_TERMS = 8;
/** From so many letters on, a word may be the beginning of the one that is meant. */
const MIN_PREFIX = 3;

/** What people search for: up to eight words. */
export const searchText = z
  .string('must be a text')
  .trim()
  .max(200, 'must have at most 200 characters')
  .refine((text) => tokenize(text).length > 0, 'must hold a word or a number')
  .refine((text) => tokenize(text).length <= MAX_TERMS, 'must have at most eight words');

interface SearchTerm {
  normalized: string;
  forms: ReadonlySet<string>;
}

/** What somebody searches for: messages in which each of the words occurs in some form. */
export class SearchQuery {
  readonly terms: readonly SearchTerm[];
  /** Which of the wanted words each word met so far may stand for: most words come often. */
  private readonly matches = new Map<string, readonly SearchTerm[]>();

  constructor(text: string) {
    const plain = new Set(tokenize(text).map((word) => word.normalized));
    this.terms = [...plain].map((word) => ({ normalized: word, forms: wordForms(word) }));
  }

  /** Where the words stand in a text; undefined unless all of them do. */
  highlightsIn(text: string): Highlight[] | undefined {
    const missing = new Set(this.terms);
    const highlights: Highlight[] = [];
    for (const { normalized: plain, start, end } of tokenize(text)) {
      const meant = this.termsMatching(plain);
      for (const wanted of meant) missing.delete(wanted);
      if (meant.length > 0) highlights.push({ start, end });
    }
    return missing.size === 0 && highlights.length > 0 ? highlights : undefined;
  }

  private termsMatching(word: string): readonly SearchTerm[] {
    const known = this.matches.get(word);
    if (known) return known;
    const forms = [...wordForms(word)];
    const meant = this.terms.filter(
      (wanted) =>
        forms.some((form) => wanted.forms.has(form)) ||
        (wanted.normalized.length >= MIN_PREFIX && word.startsWith(wanted.normalized)),
    );
    this.matches.set(word, meant);
    return meant;
  }
}

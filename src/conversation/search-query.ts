import { z } from 'zod';
import { formsOf } from './word-forms';
import { wordsIn } from './search-words';

/** Part of a text, in UTF-16 units: from `start` until before `end`. */
export interface Highlight {
  start: number;
  end: number;
}

const MAX_WORDS = 8;
/** From so many letters on, a word may be the beginning of the one that is meant. */
const BEGINNING = 3;

/** What people search for: up to eight words. */
export const searchText = z
  .string('must be a text')
  .trim()
  .max(200, 'must have at most 200 characters')
  .refine((text) => wordsIn(text).length > 0, 'must hold a word or a number')
  .refine((text) => wordsIn(text).length <= MAX_WORDS, 'must have at most eight words');

interface Wanted {
  plain: string;
  forms: ReadonlySet<string>;
}

/** What somebody searches for: messages in which each of the words occurs in some form. */
export class SearchQuery {
  readonly words: readonly Wanted[];
  /** Which of the wanted words each word met so far may stand for: most words come often. */
  private readonly judged = new Map<string, readonly Wanted[]>();

  constructor(text: string) {
    const plain = new Set(wordsIn(text).map((word) => word.plain));
    this.words = [...plain].map((word) => ({ plain: word, forms: formsOf(word) }));
  }

  /** Where the words stand in a text; undefined unless all of them do. */
  highlightsIn(text: string): Highlight[] | undefined {
    const missing = new Set(this.words);
    const highlights: Highlight[] = [];
    for (const { plain, start, end } of wordsIn(text)) {
      const meant = this.meantBy(plain);
      for (const wanted of meant) missing.delete(wanted);
      if (meant.length > 0) highlights.push({ start, end });
    }
    return missing.size === 0 && highlights.length > 0 ? highlights : undefined;
  }

  private meantBy(word: string): readonly Wanted[] {
    const known = this.judged.get(word);
    if (known) return known;
    const forms = [...formsOf(word)];
    const meant = this.words.filter(
      (wanted) =>
        forms.some((form) => wanted.forms.has(form)) ||
        (wanted.plain.length >= BEGINNING && word.startsWith(wanted.plain)),
    );
    this.judged.set(word, meant);
    return meant;
  }
}

import { fc, runs } from '../../support/harness/property-testing';
import {
  MESSAGES_PER_BLOCK,
  SearchBlockMatcher,
  buildSearchBlock,
} from '../../../src/chat/search/search-block';
import { SearchQuery } from '../../../src/chat/search/search-query';

const candidates = (searchText: string, texts: string[]): number[] =>
  new SearchBlockMatcher(new SearchQuery(searchText)).candidates(buildSearchBlock(texts));

const STEMS = [
  'cemas',
  'tulis',
  'kirim',
  'rasa',
  'ajar',
  'kerja',
  'worry',
  'feel',
  'ibu',
  'di',
  '😊',
];
const word = fc
  .tuple(
    fc.constantFrom('', 'ke', 'men', 'meng', 'pe', 'per', 'di', 'ber', 'meny', 'mem'),
    fc.oneof(fc.constantFrom(...STEMS), fc.string({ maxLength: 9 })),
    fc.constantFrom('', 'an', 'kan', 'i', 'nya', 's', 'ing', 'ed', 'lah'),
  )
  .map((parts) => parts.join(''));
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

describe('a search block', () => {
  it('stores all 65,536 codes', () => {
    // Enough words that every code stands for several of them.
    const words = Array.from({ length: 600_000 }, (_, n) => (n * 7919).toString(36));
    const texts = ['satu kata', words.join(' '), 'dua kata'];
    const block = buildSearchBlock(texts);
    expect(block.readUInt16LE()).toBe(0);
    expect(new SearchBlockMatcher(new SearchQuery('satu')).candidates(block)).toEqual([0, 1]);
    expect(new SearchBlockMatcher(new SearchQuery('dua')).candidates(block)).toEqual([1, 2]);
    expect(candidates('satu', [])).toEqual([]);
  });

  it('returns every matching message as a candidate', () => {
    const searchTexts = fc
      .array(word, { minLength: 1, maxLength: 3 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), searchTexts, (texts, searchText) => {
        const query = new SearchQuery(searchText);
        if (query.terms.length === 0 || query.terms.length > 8) return;
        const matching = texts.flatMap((one, index) => (query.highlightsIn(one) ? [index] : []));
        expect(candidates(searchText, texts)).toEqual(expect.arrayContaining(matching));
      }),
      { numRuns: runs(500) },
    );
  });

  it('returns few other candidates', () => {
    const texts = Array.from(
      { length: MESSAGES_PER_BLOCK },
      (_, n) => `pesan nomor ${n} tentang hari ini`,
    );
    texts[77] = 'Aku merindukan persalinan yang tenang';
    expect(candidates('rindu', texts)).toEqual([77]);
    expect(candidates('persal', texts)).toEqual([77]);
    expect(candidates('persalinan rindu', texts)).toEqual([77]);
    expect(candidates('persalinan hari', texts)).toEqual([]);
  });

  it('keeps the indexes of messages without words', () => {
    expect(candidates('ada', ['', 'ada', '', '?', 'ada'])).toEqual([1, 4]);
  });
});

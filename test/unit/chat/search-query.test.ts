import { SearchQuery, searchText } from '../../../src/chat/search/search-query';

/** The highlights of a query in a text; undefined: no match. */
function highlighted(query: string, text: string): string[] | undefined {
  const highlights = new SearchQuery(query).highlightsIn(text);
  return highlights?.map(({ start, end }) => text.slice(start, end));
}

describe('a search', () => {
  it.each([
    ['cemas', 'Kecemasan saya berkurang', ['Kecemasan']],
    ['kecemasan', 'itu mencemaskan', ['mencemaskan']],
    ['tulis', 'Dia penulis yang menuliskannya', ['penulis', 'menuliskannya']],
    ['menangis', 'tangisan bayi', ['tangisan']],
    ['kirim', 'sudah saya kirimkan, dikirim kemarin', ['kirimkan', 'dikirim']],
    ['pukul', 'ia memukul meja', ['memukul']],
    ['sakit', 'perut menyakitkan', ['menyakitkan']],
    ['kerja', 'Pekerjaan di rumah, bekerja', ['Pekerjaan', 'bekerja']],
    ['ajar', 'belajar pelajaran baru', ['belajar', 'pelajaran']],
    ['suami', 'suamiku dan suaminya', ['suamiku', 'suaminya']],
  ])('for "%s" finds its word forms in Indonesian', (query, text, expected) => {
    expect(highlighted(query, text)).toEqual(expected);
  });

  it.each([
    ['worry', 'I worried, she worries, we are worrying', ['worried', 'worries', 'worrying']],
    ['feelings', 'I feel a feeling', ['feel', 'feeling']],
    ['running', 'she runs and ran', ['runs']],
    ['make', 'making tea', ['making']],
    ['sad', 'so much sadness', ['sadness']],
  ])('for "%s" finds its word forms in English', (query, text, expected) => {
    expect(highlighted(query, text)).toEqual(expected);
  });

  it.each([
    ['tulis', 'pita'],
    ['kita', 'pita dan sita'],
    ['kirim', 'krim'],
    ['ya', 'yang'],
  ])('for "%s" does not match "%s"', (query, text) => {
    expect(highlighted(query, text)).toBeUndefined();
  });

  it('matches prefixes of three letters and more', () => {
    expect(highlighted('per', 'Tentang persalinan')).toEqual(['persalinan']);
    expect(highlighted('pe', 'Tentang persalinan')).toBeUndefined();
  });

  it('ignores case, diacritics and the kind of apostrophe', () => {
    expect(highlighted('ANAK', 'anak')).toEqual(['anak']);
    expect(highlighted('cafe', 'di Café')).toEqual(['Café']);
    expect(highlighted('Café', 'di cafe')).toEqual(['cafe']);
    expect(highlighted('jumat', 'hari Jum’at')).toEqual(['Jum’at']);
    expect(highlighted('ＡＮＡＫ', 'anak')).toEqual(['anak']);
  });

  it('finds numbers and pictographs', () => {
    expect(highlighted('2026', 'Pada 12-03-2026')).toEqual(['2026']);
    expect(highlighted('😊', 'Baik 😊 terima kasih')).toEqual(['😊']);
  });

  it('requires all words, in any order, and highlights every occurrence', () => {
    expect(highlighted('takut malam', 'Malam ini aku takut, takut sekali')).toEqual([
      'Malam',
      'takut',
      'takut',
    ]);
    expect(highlighted('takut malam', 'Aku takut')).toBeUndefined();
  });

  it('matches nothing without a word', () => {
    expect(highlighted('?!', 'Apa?!')).toBeUndefined();
  });

  it('returns positions in UTF-16 units, as JavaScript and Dart index strings', () => {
    expect(new SearchQuery('tidur').highlightsIn('😴😴 tidur')).toEqual([{ start: 5, end: 10 }]);
  });
});

describe('the search text schema', () => {
  it.each([
    ['', 'must hold a word or a number'],
    [' ?! ', 'must hold a word or a number'],
    ['a b c d e f g h i', 'must have at most eight words'],
    ['x'.repeat(201), 'must have at most 200 characters'],
  ])('rejects "%s"', (text, message) => {
    const parsed = searchText.safeParse(text);
    expect(parsed.error?.issues.map((issue) => issue.message)).toContain(message);
  });

  it('accepts up to eight words', () => {
    expect(searchText.parse('  a b c d e f g h ')).toBe('a b c d e f g h');
  });
});

import { fc, runs } from '../../../support/harness/property-testing';
import { splitLinks } from '../../../../src/web/chat/message/text-links';

const links = (text: string): (string | undefined)[] =>
  splitLinks(text).flatMap(({ href }) => href ?? []);

describe('splitLinks', () => {
  it('finds addresses between words and punctuation', () => {
    expect(splitLinks('Lihat https://contoh.id/a?b=c#d. Lalu (http://x.org)!')).toEqual([
      { text: 'Lihat ' },
      { text: 'https://contoh.id/a?b=c#d', href: 'https://contoh.id/a?b=c#d' },
      { text: '. Lalu (' },
      { text: 'http://x.org', href: 'http://x.org' },
      { text: ')!' },
    ]);
  });

  it.each([
    ['other schemes', 'javascript:alert(1) data:text/html,x file:///etc/passwd'],
    ['credentials before the host', 'https://bank.id@evil.org/'],
    ['look-alike letters', 'https://bаnk.id/ https://bank.id/а'],
    ['right-to-left text', 'https://bank.id/\u202Egro.live'],
    ['no host', 'https:// http://localhost https://'],
  ])('leaves as text: %s', (_, text) => {
    expect(links(text)).toEqual([]);
  });

  it('never changes the text, and links lead where they seem to', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      'contoh.id',
      '/a',
      '?q=',
      '@',
      ':80',
      '\u202E',
      ' ',
      'javascript:',
      '<b>',
      '"',
      ')',
      '.',
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const parts = splitLinks(value);
        expect(parts.map((part) => part.text).join('')).toBe(value);
        for (const { text: shown, href } of parts) {
          if (href === undefined) continue;
          expect(href).toBe(shown);
          expect(href).toMatch(/^https?:\/\/[!-~]+$/i);
          expect(['http:', 'https:']).toContain(new URL(href).protocol);
        }
      }),
      { numRuns: runs(1_000) },
    );
  });
});

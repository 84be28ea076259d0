import { fc, runs } from '../../../support/harness/property-testing';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MessageText } from '../../../../src/web/chat/message/message-text';

const render = (text: string): string => renderToStaticMarkup(createElement(MessageText, { text }));

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};
const plain = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? '');

const hostile = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)',
    'https://example.org/"onclick="alert(1)',
    'https://example.org/<script>',
    '&lt;b&gt; &amp;amp; &#60;b&#62;',
    '{{constructor.constructor("alert(1)")()}}',
    '${alert(1)}',
    '\u202Eesrever\u202C \u2066isolated',
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
    '<!--',
    '-->',
    ']]>',
    '<a href="javascript:alert(1)">',
    '</p></div></main>',
    'data:text/html;base64,PHNjcmlwdD4=',
  ),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

describe('MessageText', () => {
  it('renders any text as text', () => {
    const message = fc.array(hostile, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(message, (text) => {
        const markup = render(text);
        expect(plain(markup)).toBe(text);
        const tags = [...markup.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name);
        expect(tags.every((name) => name === 'p' || name === 'a')).toBe(true);
        for (const [link] of markup.matchAll(/<a [^>]*>/g)) {
          expect(link).toMatch(
            /^<a href="https?:\/\/[^"<>\s]+" target="_blank" rel="noopener noreferrer nofollow">$/,
          );
        }
        const attributes = markup.replace(/<a [^>]*>/g, '').match(/<[^>]*\bon\w+=/gi);
        expect(attributes).toBeNull();
      }),
      { numRuns: runs(500) },
    );
  });

  it('has its own text direction', () => {
    expect(render('مرحبا')).toMatch(/^<p dir="auto"/);
  });
});

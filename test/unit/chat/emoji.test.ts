import { fc, runs } from '../../support/harness/property-testing';
import { emoji } from '../../../src/chat/messages/emoji';

describe('the emoji schema', () => {
  it.each(['👍', '👍🏽', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇮🇩', '1️⃣', '❤️', '🧑🏻‍❤️‍🧑🏿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])('accepts %s', (text) => {
    expect(emoji.parse(text)).toBe(text);
  });

  it('adds the emoji variation selector when a keyboard omits it', () => {
    expect(emoji.parse('\u2764')).toBe('❤️');
  });

  it.each([
    '',
    ' ',
    'a',
    '1',
    'OK',
    '👍👍',
    '👍 ',
    ':)',
    '<b>',
    '👍\u0000',
    '\u200d',
    '\ufe0f',
    '\ud83d',
  ])('rejects %j', (text) => {
    expect(emoji.safeParse(text).success).toBe(false);
  });

  it('accepts exactly one emoji and is idempotent, for any text', () => {
    const pieces = fc.constantFrom(
      '👍',
      '🏽',
      '\u200d',
      '\ufe0f',
      '🇮',
      '🇩',
      '❤',
      '1',
      '\u20e3',
      'x',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
    );
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    fc.assert(
      fc.property(text, (value) => {
        const parsed = emoji.safeParse(value);
        if (!parsed.success) return;
        expect([...segmenter.segment(parsed.data)]).toHaveLength(1);
        expect(emoji.parse(parsed.data)).toBe(parsed.data);
        expect(parsed.data.replace(/\ufe0f$/, '')).toBe(value.replace(/\ufe0f$/, ''));
      }),
      { numRuns: runs(2_000) },
    );
  });
});

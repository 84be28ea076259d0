import { messageText } from '../../../src/chat/messages/message-text';

const parsed = (text: string): string | undefined => messageText.safeParse(text).data;

describe('the text of a message', () => {
  it.each([
    '\u200b',
    '\u2060',
    '\u2800',
    '\u00ad',
    '\0',
    '\u034f',
    '\u061c',
    '\u115f',
    '\u3164',
    '\ufe0f',
    '\u{e0041}',
    '\u202e\u202c',
    ' \u200b\n\u2800\t\u00ad',
    '\x1b\x07',
    '\x85\u00a0\ufeff',
  ])('is refused as empty when nothing of it can be seen: %j', (text) => {
    expect(parsed(text)).toBeUndefined();
  });

  it.each(['a\0b', '\0a', 'a\x1b[2J', 'a\x07', 'a\x7f', 'a\x85b', 'a\x9bb', 'a\u000bb', 'a\fb'])(
    'is refused with a control character: %j',
    (text) => {
      const faults = messageText.safeParse(text).error?.issues.map(({ message }) => message);
      expect(faults).toEqual([
        'must not contain control characters other than tabs and line breaks',
      ]);
    },
  );

  it('has tabs, and the line breaks of every platform', () => {
    expect(parsed('satu\r\ndua\rtiga\n\tempat')).toBe('satu\ndua\ntiga\n\tempat');
  });

  it('keeps every visible text, and the invisible parts that it needs', () => {
    for (const text of [
      '👩‍👩‍👧',
      '❤️',
      '\u0645\u06cc\u200c\u062e',
      '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
      '.',
      'ㅤa',
      'é',
      '\ue000',
      '𠮷',
    ]) {
      expect(parsed(text)).toBe(text);
    }
  });

  it('is counted when trimmed', () => {
    expect(parsed(` ${'x'.repeat(5000)}\n`)).toHaveLength(5000);
    expect(parsed('x'.repeat(5001))).toBeUndefined();
  });
});

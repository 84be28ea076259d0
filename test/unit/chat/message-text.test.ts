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

  it('loses control characters but line breaks and tabs', () => {
    expect(parsed('a\0b\x1b[2J\x07c\x7f\x9bd')).toBe('ab[2Jcd');
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

  it('counts after that', () => {
    expect(parsed(`${'\0'.repeat(10)}${'x'.repeat(5000)}`)).toHaveLength(5000);
    expect(parsed('x'.repeat(5001))).toBeUndefined();
  });
});

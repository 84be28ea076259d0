import {
  remainingLength,
  MAX_LENGTH,
  messageLength,
} from '../../../../src/web/chat/composer/message-length';

describe('message length', () => {
  it('counts code points of the trimmed text, as the server does', () => {
    expect(messageLength('  ab😊 ')).toBe(3);
  });

  it('returns the remaining length only near the limit', () => {
    expect(remainingLength('a'.repeat(4_000))).toBeUndefined();
    expect(remainingLength('😊'.repeat(4_000))).toBeUndefined();
    expect(remainingLength('a'.repeat(4_900))).toBe(100);
    expect(remainingLength('😊'.repeat(MAX_LENGTH + 2))).toBe(-2);
  });
});

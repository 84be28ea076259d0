import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ContentCipher, decryptText, encryptText } from '../../src/content-cipher';

const cipher = new ContentCipher(randomBytes(32));
const { dataKey } = cipher.createKey();

function withBitFlipped(bytes: Buffer, bit: number): Buffer {
  const altered = Buffer.from(bytes);
  const index = Math.floor(bit / 8);
  altered[index] = (altered[index] ?? 0) ^ (1 << (bit % 8));
  return altered;
}

describe('sealed text', () => {
  it('opens to the same text, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(decryptText(dataKey, encryptText(dataKey, text, context), context)).toBe(text);
      }),
    );
  });

  it('shows nothing of the text', () => {
    const sealed = encryptText(dataKey, 'rahasia sekali', 'message');
    expect(sealed.toString('latin1')).not.toContain('rahasia');
  });

  it('differs each time, so that equal messages cannot be told', () => {
    const seal = (): string => encryptText(dataKey, 'halo', 'message').toString('hex');
    expect(new Set([seal(), seal(), seal()]).size).toBe(3);
  });

  it('does not open once a single bit is changed, wherever it lies', () => {
    const sealed = encryptText(dataKey, 'halo', 'message');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      expect(() => decryptText(dataKey, withBitFlipped(sealed, bit), 'message')).toThrow();
    }
  });

  it('does not open once cut short, down to nothing', () => {
    const sealed = encryptText(dataKey, 'halo', 'message');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => decryptText(dataKey, sealed.subarray(0, length), 'message')).toThrow();
    }
  });

  it('does not open in another place than it was sealed for', () => {
    const sealed = encryptText(dataKey, 'halo', 'conversation 1, message 1');
    expect(() => decryptText(dataKey, sealed, 'conversation 1, message 2')).toThrow();
  });

  it('does not open under another key', () => {
    const sealed = encryptText(dataKey, 'halo', 'message');
    expect(() => decryptText(cipher.createKey().dataKey, sealed, 'message')).toThrow();
  });
});

describe('data keys', () => {
  it('come back from their wrapped form', () => {
    const key = cipher.createKey();
    expect(cipher.unwrap(key.wrappedKey).equals(key.dataKey)).toBe(true);
    expect(key.wrappedKey.includes(key.dataKey)).toBe(false);
  });

  it('are different each time', () => {
    expect(cipher.createKey().dataKey.equals(cipher.createKey().dataKey)).toBe(false);
  });

  it('stay shut under another master key', () => {
    const { wrappedKey } = cipher.createKey();
    expect(() => new ContentCipher(randomBytes(32)).unwrap(wrappedKey)).toThrow();
  });

  it('stay shut when a bit of the wrapped form is changed', () => {
    const { wrappedKey } = cipher.createKey();
    expect(() => cipher.unwrap(withBitFlipped(wrappedKey, 100))).toThrow();
  });

  it('need a master key of 32 bytes', () => {
    expect(() => new ContentCipher(randomBytes(16))).toThrow('32 bytes');
  });
});

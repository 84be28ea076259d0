import { randomBytes } from 'node:crypto';
import { fc } from '../support/harness/property-testing';
import { ContentCipher, decryptText, encryptText } from '../../src/content-cipher';

const cipher = new ContentCipher(randomBytes(32));
const { dataKey } = cipher.createKey();

function withBitFlipped(bytes: Buffer, bit: number): Buffer {
  const altered = Buffer.from(bytes);
  const index = Math.floor(bit / 8);
  altered[index] = (altered[index] ?? 0) ^ (1 << (bit % 8));
  return altered;
}

describe('encrypted text', () => {
  it('decrypts to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(decryptText(dataKey, encryptText(dataKey, text, context), context)).toBe(text);
      }),
    );
  });

  it('reveals nothing of the text', () => {
    const encrypted = encryptText(dataKey, 'rahasia sekali', 'message');
    expect(encrypted.toString('latin1')).not.toContain('rahasia');
  });

  it('differs each time for equal texts', () => {
    const encrypt = (): string => encryptText(dataKey, 'halo', 'message').toString('hex');
    expect(new Set([encrypt(), encrypt(), encrypt()]).size).toBe(3);
  });

  it('does not decrypt with any bit changed', () => {
    const encrypted = encryptText(dataKey, 'halo', 'message');
    for (let bit = 0; bit < encrypted.length * 8; bit += 1) {
      expect(() => decryptText(dataKey, withBitFlipped(encrypted, bit), 'message')).toThrow();
    }
  });

  it('does not decrypt when truncated', () => {
    const encrypted = encryptText(dataKey, 'halo', 'message');
    for (let length = 0; length < encrypted.length; length += 1) {
      expect(() => decryptText(dataKey, encrypted.subarray(0, length), 'message')).toThrow();
    }
  });

  it('does not decrypt in another context', () => {
    const encrypted = encryptText(dataKey, 'halo', 'conversation 1, message 1');
    expect(() => decryptText(dataKey, encrypted, 'conversation 1, message 2')).toThrow();
  });

  it('does not decrypt with another key', () => {
    const encrypted = encryptText(dataKey, 'halo', 'message');
    expect(() => decryptText(cipher.createKey().dataKey, encrypted, 'message')).toThrow();
  });
});

describe('data keys', () => {
  it('unwrap to the same key', () => {
    const key = cipher.createKey();
    expect(cipher.unwrap(key.wrappedKey).equals(key.dataKey)).toBe(true);
    expect(key.wrappedKey.includes(key.dataKey)).toBe(false);
  });

  it('are unique', () => {
    expect(cipher.createKey().dataKey.equals(cipher.createKey().dataKey)).toBe(false);
  });

  it('do not unwrap with another master key', () => {
    const { wrappedKey } = cipher.createKey();
    expect(() => new ContentCipher(randomBytes(32)).unwrap(wrappedKey)).toThrow();
  });

  it('do not unwrap with a bit changed', () => {
    const { wrappedKey } = cipher.createKey();
    expect(() => cipher.unwrap(withBitFlipped(wrappedKey, 100))).toThrow();
  });

  it('require a master key of 32 bytes', () => {
    expect(() => new ContentCipher(randomBytes(16))).toThrow('32 bytes');
  });
});

import { randomBytes } from 'node:crypto';
import { fc } from '../support/harness/property-testing';
import { ContentCipher, decryptText, encryptText } from '../../src/content-cipher';
import { wrappedWithoutId } from '../support/fixtures/wrapped-without-id';

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

  it('name the master key that wraps them, without revealing it', () => {
    const masterKey = randomBytes(32);
    const named = new ContentCipher(masterKey);
    const { wrappedKey } = named.createKey();
    expect(wrappedKey.subarray(0, 8).toString('hex')).toBe(named.currentKeyId);
    expect(named.currentKeyId).toMatch(/^[0-9a-f]{16}$/);
    expect(wrappedKey.includes(masterKey)).toBe(false);
    expect(() => named.unwrap(withBitFlipped(wrappedKey, 3))).toThrow('unknown master key');
  });
});

describe('master keys', () => {
  const [earlier, later] = [randomBytes(32), randomBytes(32)];
  const before = new ContentCipher(earlier);
  const during = new ContentCipher(later, { accepted: [earlier] });
  const after = new ContentCipher(later);

  it('that are accepted unwrap what they wrapped', () => {
    const { dataKey, wrappedKey } = before.createKey();
    expect(during.unwrap(wrappedKey).equals(dataKey)).toBe(true);
    expect(() => after.unwrap(wrappedKey)).toThrow(before.currentKeyId);
  });

  it('are exchanged by wrapping the same data key again', () => {
    const { dataKey, wrappedKey } = before.createKey();
    expect(after.unwrap(during.rewrap(wrappedKey)).equals(dataKey)).toBe(true);
  });

  it('unwrap keys from before wrapped keys had an id', () => {
    const { dataKey, wrappedKey } = wrappedWithoutId(earlier);
    expect(before.unwrap(wrappedKey).equals(dataKey)).toBe(true);
    expect(during.unwrap(wrappedKey).equals(dataKey)).toBe(true);
    expect(after.unwrap(during.rewrap(wrappedKey)).equals(dataKey)).toBe(true);
    expect(() => after.unwrap(wrappedKey)).toThrow('unknown master key');
  });

  it('open only the canary of their own', () => {
    const canary = before.createCanary(before.currentKeyId);
    expect(during.opensCanary(before.currentKeyId, canary)).toBe(true);
    expect(after.opensCanary(before.currentKeyId, canary)).toBe(false);
    expect(during.opensCanary(during.currentKeyId, canary)).toBe(false);
  });
});

describe('a row of a list', () => {
  it('that cannot be decrypted is reported and replaced', () => {
    const reported: unknown[] = [];
    const onUnreadable = (subject: string, error: unknown) => reported.push([subject, error]);
    const lists = new ContentCipher(randomBytes(32), { onUnreadable });
    const foreign = cipher.createKey().wrappedKey;
    expect(lists.decryptOr('conversation 7', () => lists.unwrap(foreign), null)).toBeNull();
    expect(lists.decryptOr('conversation 8', () => 'text', null)).toBe('text');
    expect(reported).toEqual([['conversation 7', expect.any(Error)]]);
  });
});

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** scrypt with a random salt, as `salt:hash` in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt);
  return `${salt.toString('base64')}:${hash.toString('base64')}`;
}

/** Constant-time comparison; a malformed hash matches no password. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [salt = '', expected = ''] = hash.split(':').map((part) => Buffer.from(part, 'base64'));
  const actual = await derive(password, Buffer.from(salt));
  return actual.length === expected.length && timingSafeEqual(actual, Buffer.from(expected));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  // Keyboards may produce different code points for the same text.
  const normalized = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(normalized, salt, HASH_BYTES, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

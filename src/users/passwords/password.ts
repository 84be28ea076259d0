import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const BLOCK_SIZE = 8;
/** Work factor of hashes without parameters, the default of `crypto.scrypt`. */
const FORMER_COST = 14;
/** `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, the PHC string format. */
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([\w+/]{1,64})\$([\w+/]{1,128})$/;
/** A higher work factor in a stored hash would need more memory than a server has. */
const MAX_COST = 20;

interface StoredHash {
  /** Binary logarithm of scrypt's N. */
  cost: number;
  salt: Buffer;
  hash: Buffer;
}

/** scrypt with a random salt and `N = 2^cost`, stored with its parameters. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  return `$scrypt$ln=${cost},r=${BLOCK_SIZE},p=1$${unpadded(salt)}$${unpadded(hash)}`;
}

export interface PasswordCheck {
  matches: boolean;
  /** The hash was made with another work factor than the current one. */
  isOutdated: boolean;
}

/**
 * Constant-time comparison; a malformed hash matches no password. Without a hash, and for a wrong
 * password of a cheaper one, it takes as long as for a current hash: timing does not reveal accounts.
 */
export async function checkPassword(
  password: string,
  stored: string | undefined,
  cost: number,
): Promise<PasswordCheck> {
  const parsed = parseHash(stored ?? '');
  const matches = parsed !== undefined && (await isPasswordOf(password, parsed));
  if (!matches && (parsed === undefined || parsed.cost < cost)) {
    await derive(password, randomBytes(SALT_BYTES), cost);
  }
  return { matches, isOutdated: parsed?.cost !== cost };
}

async function isPasswordOf(password: string, { cost, salt, hash }: StoredHash): Promise<boolean> {
  const actual = await derive(password, salt, cost);
  return actual.length === hash.length && timingSafeEqual(actual, hash);
}

function parseHash(stored: string): StoredHash | undefined {
  const [, cost, salt, hash] = PHC.exec(stored) ?? [];
  if (cost !== undefined && salt !== undefined && hash !== undefined) {
    return Number(cost) < 1 || Number(cost) > MAX_COST
      ? undefined
      : { cost: Number(cost), salt: fromBase64(salt), hash: fromBase64(hash) };
  }
  const former = stored.split(':');
  const [formerSalt = '', formerHash = ''] = former;
  if (former.length !== 2 || formerHash === '') return undefined;
  return { cost: FORMER_COST, salt: fromBase64(formerSalt), hash: fromBase64(formerHash) };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  // Keyboards may produce different code points for the same text.
  const normalized = password.normalize('NFKC');
  const N = 2 ** cost;
  // The default limit is too low for the memory that a cost of 15 and more needs.
  const options = { N, r: BLOCK_SIZE, p: 1, maxmem: 256 * N * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    scrypt(normalized, salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

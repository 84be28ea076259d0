import type { EnvValues } from './env-schema';
import { isLoopback } from './is-loopback';
import { DEFAULT_CONTENT_MASTER_KEY, DEFAULT_JWT_SECRET } from './secrets';

const NEW_SECRET = 'openssl rand -base64 48';
const NEW_KEY = 'openssl rand -base64 32';

/** RFC 7518: a key for HS256 has at least the size of its hash. */
const MIN_SECRET_LENGTH = 32;
/** 32 random hexadecimal digits, the weakest that is accepted, show 90 to 125. */
const MIN_SECRET_BITS = 72;
/** 32 random bytes show about 155. */
const MIN_KEY_BITS = 128;

/** Secrets that are public or can be guessed, where other machines can reach the API. */
export function secretFaults(env: Partial<EnvValues>, needs: { tokens: boolean }): string[] {
  if (env.NODE_ENV === 'production') return [...defaultFaults(env, needs), ...weaknessFaults(env)];
  const { NODE_ENV: environment, HOST: host } = env;
  return environment === undefined || host === undefined || isLoopback(host)
    ? []
    : defaultFaults(env, needs);
}

/** The defaults are public: in production, and for callers on other machines, they protect nothing. */
function defaultFaults(env: Partial<EnvValues>, { tokens }: { tokens: boolean }): string[] {
  const where =
    env.NODE_ENV === 'production' ? 'production' : 'an API that listens on more than loopback';
  const faults = [];
  if (tokens && env.JWT_SECRET === DEFAULT_JWT_SECRET) {
    faults.push(`JWT_SECRET: ${where} needs its own secret (${NEW_SECRET})`);
  }
  if (env.JWT_SECRETS_ACCEPTED?.includes(DEFAULT_JWT_SECRET)) {
    faults.push('JWT_SECRETS_ACCEPTED: must not contain the public default: remove it');
  }
  if (env.CONTENT_MASTER_KEY?.toString('base64') === DEFAULT_CONTENT_MASTER_KEY) {
    faults.push(`CONTENT_MASTER_KEY: ${where} needs its own key (${NEW_KEY})`);
  }
  return faults;
}

/** Master keys that are accepted for reading may be weak: content under them must be rotated away. */
function weaknessFaults(env: Partial<EnvValues>): string[] {
  const { JWT_SECRET: secret, JWT_SECRETS_ACCEPTED: accepted, CONTENT_MASTER_KEY: key } = env;
  const faults = [];
  if (secret !== undefined && isWeakSecret(secret)) {
    faults.push(
      `JWT_SECRET: is too easy to guess: it needs at least ${MIN_SECRET_LENGTH} characters without a ` +
        `pattern (${NEW_SECRET})`,
    );
  }
  if (accepted?.some(isWeakSecret)) {
    faults.push(
      'JWT_SECRETS_ACCEPTED: contains a secret that is too easy to guess, with which attackers could ' +
        'sign: remove it, and its users sign in again',
    );
  }
  const isDefault = key?.toString('base64') === DEFAULT_CONTENT_MASTER_KEY;
  if (key && !isDefault && isRepetitive([...key], MIN_KEY_BITS)) {
    faults.push(`CONTENT_MASTER_KEY: is not random: make one with ${NEW_KEY}`);
  }
  return faults;
}

function isWeakSecret(secret: string): boolean {
  if (secret === DEFAULT_JWT_SECRET) return false;
  const codes = [...secret].map((character) => character.codePointAt(0) ?? 0);
  return codes.length < MIN_SECRET_LENGTH || isRepetitive(codes, MIN_SECRET_BITS);
}

/** Few different values, few different steps between neighbours, or a part that is repeated. */
function isRepetitive(values: number[], minBits: number): boolean {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  const bits = values.length * Math.min(entropyOf(values), entropyOf(steps));
  const text = values.join(' ');
  const isRepeated = `${text} ${text}`.indexOf(text, 1) < text.length;
  return bits < minBits || isRepeated;
}

/** Shannon's entropy of the frequencies, in bits per value. */
function entropyOf(values: number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / values.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}

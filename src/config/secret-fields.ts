import { z } from 'zod';
import { DEFAULT_CONTENT_MASTER_KEY, DEFAULT_JWT_SECRET } from './secrets';

const MASTER_KEY_BYTES = 32;
const MASTER_KEY_FAULT =
  'must be 32 bytes, as base64 or 64 hexadecimal digits (openssl rand -base64 32)';
const MIN_JWT_SECRET = 16;

function masterKeyFrom(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  return bytes.length === MASTER_KEY_BYTES ? bytes : undefined;
}

const masterKey = z
  .string()
  .default(DEFAULT_CONTENT_MASTER_KEY)
  .transform((text, context) => {
    const key = masterKeyFrom(text);
    if (key) return key;
    context.addIssue(MASTER_KEY_FAULT);
    return z.NEVER;
  });

const listOf = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const masterKeys = z
  .string()
  .optional()
  .transform((text, context) => {
    const keys = listOf(text).map(masterKeyFrom);
    if (keys.every((key) => key !== undefined)) return keys;
    context.addIssue(`each of them ${MASTER_KEY_FAULT}`);
    return z.NEVER;
  });

const jwtSecrets = z
  .string()
  .optional()
  .transform(listOf)
  .refine(
    (secrets) => secrets.every((secret) => secret.length >= MIN_JWT_SECRET),
    `each of them must have at least ${MIN_JWT_SECRET} characters`,
  );

export const secretFields = {
  JWT_SECRET: z
    .string()
    .min(MIN_JWT_SECRET, `must have at least ${MIN_JWT_SECRET} characters`)
    .default(DEFAULT_JWT_SECRET)
    .describe(
      'Signs access tokens and cookies: at least 16 characters, in production 32 that cannot be guessed ' +
        '(`openssl rand -base64 48`).',
    ),
  JWT_SECRETS_ACCEPTED: jwtSecrets.describe(
    'Further secrets, separated by commas, whose signatures are accepted: an earlier `JWT_SECRET`, or the ' +
      'next one, while it is rotated.',
  ),
  CONTENT_MASTER_KEY: masterKey.describe(
    'Wraps the data keys of all encrypted content; 32 bytes as base64 or hexadecimal ' +
      '(`openssl rand -base64 32`). Content is lost with this key: back it up. API and worker do not start ' +
      'with another key than that of the database.',
  ),
  CONTENT_MASTER_KEYS_ACCEPTED: masterKeys.describe(
    'Further master keys, separated by commas, that are accepted for reading: an earlier one, or the next ' +
      'one, while it is rotated (`npm run keys -- rotate`).',
  ),
};

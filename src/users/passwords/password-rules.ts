/** Length is what resists guessing; OWASP ASVS 5.0, 6.2.1, asks for 8 and recommends more. */
export const MIN_PASSWORD_LENGTH = 12;
/** `signInSchema` accepts no more. */
const MAX_PASSWORD_LENGTH = 1024;
const MIN_DIFFERENT_CHARACTERS = 5;
/** A shorter part of a name or an address may be in any phrase. */
const MIN_PART_LENGTH = 4;

export const PASSWORD_FAULT_CODES = [
  'too-short',
  'too-long',
  'too-simple',
  'personal',
  'guessable',
] as const;
export type PasswordFault = (typeof PASSWORD_FAULT_CODES)[number];

export const PASSWORD_FAULTS: Record<PasswordFault, string> = {
  'too-short': `must have at least ${MIN_PASSWORD_LENGTH} characters`,
  'too-long': `must have at most ${MAX_PASSWORD_LENGTH} characters`,
  'too-simple': `must have at least ${MIN_DIFFERENT_CHARACTERS} different characters`,
  personal: 'must be more than your name or email address',
  guessable:
    'must be harder to guess: use several words that have nothing to do with one another or with you',
};

/**
 * No rules of composition: they make passwords that are easy to guess and hard to remember. How easy it is
 * to guess is estimated by `password-strength.ts`.
 */
export function findPasswordFault(
  password: string,
  { email, fullName }: { email: string; fullName: string },
): PasswordFault | undefined {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < MIN_PASSWORD_LENGTH) return 'too-short';
  if (password.length > MAX_PASSWORD_LENGTH) return 'too-long';
  if (new Set(characters).size < MIN_DIFFERENT_CHARACTERS) return 'too-simple';
  const rest = [email, ...email.split(/[@.]/), fullName, ...fullName.split(/\s+/)]
    .filter((part) => part.length >= MIN_PART_LENGTH)
    .sort((a, b) => b.length - a.length)
    .reduce((text, part) => text.replaceAll(part.toLowerCase(), ''), password.toLowerCase());
  return [...rest].length < MIN_PASSWORD_LENGTH / 2 ? 'personal' : undefined;
}

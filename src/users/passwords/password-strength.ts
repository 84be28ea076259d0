import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { User } from '../../database/entities/users/user';

/** A guesser who knows the lists needs fewer tries than this many powers of ten: zxcvbn's score below 3. */
const MIN_GUESSES_LOG10 = 8;
/** The time grows with the length; what is strong so far only gets stronger. */
const ESTIMATED_CHARACTERS = 32;
const PRODUCT_WORDS = ['ruang', 'diri', 'ruangdiri', 'konseling', 'psikolog'];

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Whether a password is one of the known ones, or made of what guessers try first: words and names of
 * Indonesian, leaked passwords, rows of keys, dates, repetitions, and parts of its owner's name and address.
 */
export async function isGuessable(
  password: string,
  { email, fullName }: Pick<User, 'email' | 'fullName'>,
): Promise<boolean> {
  estimator ??= loadEstimator();
  const own = [email, ...email.split(/[@.]/), fullName, ...fullName.split(/\s+/)];
  const start = password.normalize('NFKC').slice(0, ESTIMATED_CHARACTERS);
  const { guessesLog10 } = (await estimator).check(start, [...own, ...PRODUCT_WORDS]);
  return guessesLog10 < MIN_GUESSES_LOG10;
}

/** At the first use, for most processes never: the lists take 35 MB and a quarter of a second. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, indonesian] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-id'),
  ]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...indonesian.dictionary },
    graphs: common.adjacencyGraphs,
  });
}

import { z } from 'zod';

/** One emoji as Unicode recommends it for interchange, with skin, gender or flag as it may have. */
const ONE = new RegExp('^\\p{RGI_Emoji}$', 'v');
/** Asks for the picture of a sign that also exists as a letter; some keyboards leave it out. */
const AS_PICTURE = '\u{FE0F}';

/** An emoji and nothing else; the heart of every keyboard is the same heart. */
export const emoji = z
  .string('must be an emoji')
  .max(50, 'must be one emoji')
  .transform((text) => (ONE.test(text) ? text : text + AS_PICTURE))
  .refine((text) => ONE.test(text), 'must be one emoji');

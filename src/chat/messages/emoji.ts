import { z } from 'zod';

/** One emoji recommended for general interchange, with skin tone, gender or flag sequences. */
const ONE = new RegExp('^\\p{RGI_Emoji}$', 'v');
/** Variation selector 16 (emoji presentation); some keyboards omit it. */
const EMOJI_PRESENTATION = '\u{FE0F}';

/** Exactly one emoji, normalized to emoji presentation. */
export const emoji = z
  .string('must be an emoji')
  .max(50, 'must be one emoji')
  .transform((text) => (ONE.test(text) ? text : text + EMOJI_PRESENTATION))
  .refine((text) => ONE.test(text), 'must be one emoji');

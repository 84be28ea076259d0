import { formatIn } from './format';
import type { Format } from './format';
import { useLanguage } from './use-language';

const FORMATS = { id: formatIn('id'), en: formatIn('en') };

/** Dates, times and numbers in the language of the page. */
export function useFormat(): Format {
  return FORMATS[useLanguage()];
}

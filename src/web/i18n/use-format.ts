import { formatIn } from './format';
import type { Format } from './format';
import { useLanguage } from './use-language';

const FORMATS = { id: formatIn('id'), en: formatIn('en') };

export function useFormat(): Format {
  return FORMATS[useLanguage()];
}

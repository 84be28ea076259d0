import type { Language } from './i18n';
import { useLanguage } from './use-language';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Times and durations to the second, for the team's pages. */
export interface PreciseFormat {
  /** "14.00.05" */
  clock(at: string | number): string;
  /** "0,3 dtk", "12 dtk", "3 mnt 5 dtk", "2 j 10 mnt" */
  duration(ms: number): string;
}

const LOCALES: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

/** In the device's time zone. */
export function preciseFormatIn(language: Language): PreciseFormat {
  const locale = LOCALES[language];
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const unit = (value: number, name: 'second' | 'minute' | 'hour'): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: value < 10 && name === 'second' ? 1 : 0,
    }).format(value);
  const two = (ms: number, [big, small]: ['hour' | 'minute', 'minute' | 'second']): string => {
    const bigMs = big === 'hour' ? HOUR : MINUTE;
    const rest = Math.floor((ms % bigMs) / (small === 'minute' ? MINUTE : SECOND));
    const whole = unit(Math.floor(ms / bigMs), big);
    return rest === 0 ? whole : `${whole} ${unit(rest, small)}`;
  };
  return {
    clock: (at) => clock.format(new Date(at)),
    duration: (ms) => {
      if (ms < 10 * SECOND) return unit(Math.round(ms / 100) / 10, 'second');
      if (ms < MINUTE) return unit(Math.floor(ms / SECOND), 'second');
      return ms < HOUR ? two(ms, ['minute', 'second']) : two(ms, ['hour', 'minute']);
    },
  };
}

const FORMATS = { id: preciseFormatIn('id'), en: preciseFormatIn('en') };

export function usePreciseFormat(): PreciseFormat {
  return FORMATS[useLanguage()];
}

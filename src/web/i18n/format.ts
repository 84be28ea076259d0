import type { Language } from './i18n';

/* Dates, times and numbers through Intl. Times are in the device's time zone unless another is given. */

const LOCALES: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Format {
  /** "Senin, 11 Agustus 2025" */
  day(at: Instant, zone?: string): string;
  /** "Sen" */
  weekday(at: Instant, zone?: string): string;
  /** "Sen, 11 Agu" */
  shortDay(at: Instant, zone?: string): string;
  /** "14.00" */
  time(at: Instant, zone?: string): string;
  /** "14.00–15.00" */
  timeRange(from: Instant, to: Instant, zone?: string): string;
  /** "Sen, 11 Agu, 14.00" */
  dayTime(at: Instant, zone?: string): string;
  /** "WIB" */
  zoneName(zone: string, at?: Instant): string;
  /** "1 jam 30 menit" in whole minutes; "20 detik" below one minute. */
  duration(ms: number): string;
  /** "90 menit" */
  minutes(count: number): string;
  /** "4:59", or "1:04:59" from one hour; never below zero. */
  countdown(ms: number): string;
  /** "dalam 2 hari", "3 menit yang lalu" */
  relative(at: Instant, now: number): string;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  percent(share: number): string;
  list(items: string[]): string;
}

export type Instant = string | number | Date;

/** The time zone of this device. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Intl formatters are slow to create: cached per language, zone and options. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function dateFormatter(
  locale: string,
  zone: string | undefined,
  options: Intl.DateTimeFormatOptions,
) {
  const key = `${locale} ${zone ?? ''} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    formatters.set(key, formatter);
  }
  return formatter;
}

const WEEKDAY = { weekday: 'short' } as const;
const SHORT_DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const LONG_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

export function formatIn(language: Language): Format {
  const locale = LOCALES[language];
  const date = (at: Instant): Date => new Date(at);
  const time = (at: Instant, zone?: string): string =>
    dateFormatter(locale, zone, TIME).format(date(at));
  const shortDay = (at: Instant, zone?: string): string =>
    dateFormatter(locale, zone, SHORT_DAY).format(date(at));
  return {
    day: (at, zone) => dateFormatter(locale, zone, LONG_DAY).format(date(at)),
    weekday: (at, zone) => dateFormatter(locale, zone, WEEKDAY).format(date(at)),
    shortDay,
    time,
    timeRange: (from, to, zone) => `${time(from, zone)}–${time(to, zone)}`,
    dayTime: (at, zone) => `${shortDay(at, zone)}, ${time(at, zone)}`,
    zoneName: (zone, at = Date.now()) => zoneName(locale, zone, date(at)),
    duration: (ms) => duration(locale, ms),
    minutes: (count) => unit(locale, count, 'minute'),
    countdown,
    relative: (at, now) => relative(locale, date(at).getTime() - now),
    number: (value, options) => new Intl.NumberFormat(locale, options).format(value),
    percent: (share) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share),
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
}

/** A name where the language has one; Indonesian zones are WIB, WITA and WIT in any language. */
function zoneName(locale: string, zone: string, at: Date): string {
  const names = [locale, LOCALES.id].map((candidate) => {
    const parts = dateFormatter(candidate, zone, { timeZoneName: 'short' }).formatToParts(at);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  });
  return names.find((name) => !/\d/.test(name)) ?? names[0] ?? zone;
}

function unit(locale: string, value: number, name: 'hour' | 'minute' | 'second'): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(
    value,
  );
}

function duration(locale: string, ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds > 0 && seconds < 60) return unit(locale, seconds, 'second');
  const minutes = Math.max(0, Math.round(ms / MINUTE));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return unit(locale, rest, 'minute');
  return rest === 0
    ? unit(locale, hours, 'hour')
    : `${unit(locale, hours, 'hour')} ${unit(locale, rest, 'minute')}`;
}

/** Rounds up: 0:00 appears only when the time has come. */
function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function relative(locale: string, ms: number): string {
  const formatter = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const size = Math.abs(ms);
  if (size < 45_000) return formatter.format(0, 'second');
  if (size < 50 * MINUTE) return formatter.format(Math.round(ms / MINUTE), 'minute');
  if (size < 22 * HOUR) return formatter.format(Math.round(ms / HOUR), 'hour');
  return formatter.format(Math.round(ms / DAY), 'day');
}

import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import type { Dictionary } from '../../i18n/dictionary';
import { useFormat } from '../../i18n/use-format';

/** Translates an API error by its code, with its details: earliest time, wait. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.unknown');
    return [t(`errors.${errorKey(error.code)}`), ...detailTexts(error)].join(' ');
  };

  function detailTexts({ code, details }: ApiError): string[] {
    const { earliest, latest, retryAfter } = details;
    const texts = [];
    if (earliest && (code === 'starts-too-soon' || code === 'start-too-early')) {
      texts.push(t('errors.earliest', { time: format.dayTime(earliest) }));
    }
    if (latest && (code === 'starts-too-late' || code === 'too-late-to-change')) {
      texts.push(t('errors.latest', { time: format.dayTime(latest) }));
    }
    if (retryAfter && retryAfter > 5) {
      const seconds = format.number(retryAfter, {
        style: 'unit',
        unit: 'second',
        unitDisplay: 'long',
      });
      texts.push(t('errors.retryAfter', { seconds }));
    }
    return texts;
  }
}

/** Translates an error code without its details. */
export function useErrorCodeText(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => t(`errors.${errorKey(code)}`);
}

/** A newer server may use a code this page does not know. */
function errorKey(code: string): keyof Dictionary['errors'] {
  return i18next.exists(`errors.${code}`) ? (code as keyof Dictionary['errors']) : 'unknown';
}

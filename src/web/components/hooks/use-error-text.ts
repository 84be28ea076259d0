import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { errorTextKey } from '../../i18n/i18n';
import { useFormat } from '../../i18n/use-format';

/** Translates an API error by its code, with its details: earliest time, wait. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.unknown');
    return [t(errorTextKey(error.code)), ...detailTexts(error)].join(' ');
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

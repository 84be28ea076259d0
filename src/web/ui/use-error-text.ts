import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error';
import { useFormat } from '../i18n/use-format';

/** Writes a refusal in words, with the facts it carries: when it opens, how long to wait. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.unknown');
    const known = i18n.exists(`errors.${error.code}`);
    const text = known ? t(`errors.${error.code}`) : t('errors.unknown');
    return [text, ...factsOf(error)].join(' ');
  };

  function factsOf({ code, details }: ApiError): string[] {
    const { opensAt, earliest, retryAfter } = details;
    const facts = [];
    if (opensAt) facts.push(t('errors.opensAt', { time: format.dayTime(opensAt) }));
    if (earliest && code === 'starts-too-soon') {
      facts.push(t('errors.earliest', { time: format.dayTime(earliest) }));
    }
    if (retryAfter && retryAfter > 5) {
      const seconds = format.number(retryAfter, {
        style: 'unit',
        unit: 'second',
        unitDisplay: 'long',
      });
      facts.push(t('errors.retryAfter', { seconds }));
    }
    return facts;
  }
}

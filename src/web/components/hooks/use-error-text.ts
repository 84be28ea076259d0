import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { errors } from '../../i18n/id/errors';
import { useFormat } from '../../i18n/use-format';

/** Writes a refusal in words, with the facts it carries: when it opens, how long to wait. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.unknown');
    return [t(`errors.${errorKey(error.code)}`), ...factsOf(error)].join(' ');
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

/** A server newer than this page may refuse for a reason that it has no words for. */
function errorKey(code: string): keyof typeof errors {
  return code in errors ? (code as keyof typeof errors) : 'unknown';
}

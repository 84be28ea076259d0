import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import type { SignedIn } from '../../api/api-types';
import { ButtonLink } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';

/** An error with a retry, or with a link back where a retry cannot help. */
export function SessionError({
  error,
  role,
  onRetry,
}: {
  error: unknown;
  role: SignedIn['user']['role'];
  onRetry: () => void;
}): ReactElement {
  const { t } = useTranslation();
  if (!isApiError(error, 'session-not-found', 'not-participant')) {
    return <ErrorNotice error={error} onRetry={onRetry} />;
  }
  return (
    <>
      <ErrorNotice error={error} />
      <div>
        <ButtonLink href={role === 'client' ? '/sessions' : '/today'} kind="secondary">
          {t('session.toList')}
        </ButtonLink>
      </div>
    </>
  );
}

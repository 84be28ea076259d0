import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { Banner } from './banner';
import { Button } from '../controls/button';
import { useErrorText } from '../hooks/use-error-text';

/** What happened, what to do next, and the reference id of an internal error. */
export function ErrorNotice({
  error,
  onRetry,
  title,
  children,
}: {
  error: unknown;
  onRetry?: () => void;
  title?: ReactNode;
  /** Help for this error, such as other times to choose. */
  children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const banner = useRef<HTMLDivElement>(null);
  // It may appear below the edge of a small screen.
  useEffect(() => {
    void banner.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  const id = error instanceof ApiError ? error.details.id : undefined;
  return (
    <Banner
      urgent
      ref={banner}
      tone="warm"
      icon={<CircleAlert aria-hidden="true" size={20} />}
      title={title ?? t('errors.title')}
      action={
        onRetry && (
          <Button kind="secondary" size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      <p>{textOf(error)}</p>
      {id && <p>{t('errors.id', { id })}</p>}
      {children}
    </Banner>
  );
}

import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { Banner } from './banner';
import { Button } from '../controls/button';
import { useErrorText } from '../hooks/use-error-text';

/** A refusal or failure in human words: what happened, what to do next, and an id to report. */
export function ErrorNotice({
  error,
  onRetry,
  title,
  children,
}: {
  error: unknown;
  onRetry?: () => void;
  title?: ReactNode;
  /** What helps with just this refusal, such as other times to choose. */
  children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const banner = useRef<HTMLDivElement>(null);
  // It may come below the edge of a small screen, where nobody would see that anything happened.
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

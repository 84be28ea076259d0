import { Component } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { Page } from '../../components/display/page';
import { useOnline } from '../../components/hooks/use-online';

/** Keeps the layout when a page fails, or when its chunk is gone after an update. */
export class PageErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <PageError /> : this.props.children;
  }
}

function PageError(): ReactElement {
  const { t } = useTranslation();
  const isOnline = useOnline();
  const key = isOnline ? 'crashed' : 'unreachable';
  return (
    <Page title={t(`layout.${key}.title`)}>
      <EmptyState
        action={
          <Button onClick={() => window.location.reload()}>{t('layout.crashed.action')}</Button>
        }
      >
        {t(`layout.${key}.text`)}
      </EmptyState>
    </Page>
  );
}

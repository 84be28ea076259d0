import { Component } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';

/** A room that breaks, or whose file is gone after an update, must not take the frame with it. */
export class RoomBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Crashed /> : this.props.children;
  }
}

function Crashed(): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.crashed.title')}>
      <EmptyState
        title={t('shell.crashed.text')}
        action={
          <Button onClick={() => window.location.reload()}>{t('shell.crashed.action')}</Button>
        }
      />
    </Page>
  );
}

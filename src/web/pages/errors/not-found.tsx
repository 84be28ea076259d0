import { Compass } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { Page } from '../../components/display/page';

/** An address that leads nowhere. */
export function NotFound({ home }: { home: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.notFound.title')}>
      <EmptyState
        icon={<Compass aria-hidden="true" size={28} />}
        action={<ButtonLink href={home}>{t('shell.notFound.action')}</ButtonLink>}
      >
        {t('shell.notFound.text')}
      </EmptyState>
    </Page>
  );
}

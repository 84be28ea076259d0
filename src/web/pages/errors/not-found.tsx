import { Compass } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { Page } from '../../components/display/page';

export function NotFound({ home }: { home: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('layout.notFound.title')}>
      <EmptyState
        icon={<Compass aria-hidden="true" size={28} />}
        action={<ButtonLink href={home}>{t('layout.notFound.action')}</ButtonLink>}
      >
        {t('layout.notFound.text')}
      </EmptyState>
    </Page>
  );
}

import { DoorClosed } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { Page } from '../../components/display/page';
import type { Role } from '../../../enums';

/** A page of another role. */
export function AccessDenied({ role, home }: { role: Role; home: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('layout.accessDenied.title')}>
      <EmptyState
        icon={<DoorClosed aria-hidden="true" size={28} />}
        action={<ButtonLink href={home}>{t('layout.accessDenied.action')}</ButtonLink>}
      >
        {t('layout.accessDenied.text', { role: t(`common.role.${role}`) })}
      </EmptyState>
    </Page>
  );
}

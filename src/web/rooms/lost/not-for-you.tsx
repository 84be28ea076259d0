import { DoorClosed } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import type { Role } from '../../../words';

/** A room of another role. */
export function AccessDenied({ role, home }: { role: Role; home: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.notForYou.title')}>
      <EmptyState
        icon={<DoorClosed aria-hidden="true" size={28} />}
        action={<ButtonLink href={home}>{t('shell.notForYou.action')}</ButtonLink>}
      >
        {t('shell.notForYou.text', { role: t(`common.role.${role}`) })}
      </EmptyState>
    </Page>
  );
}

import { CircleUserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '../api/api-types';
import { IconButton } from '../components/controls/icon-button';
import { lazyModule } from '../components/overlays/lazy-module';
import { LazyTrigger } from '../components/overlays/lazy-trigger';

const accountMenu = lazyModule(() => import('./account-menu').then((module) => module.AccountMenu));

export function AccountButton({ user }: { user: SignedIn['user'] }): ReactElement {
  const { t } = useTranslation();
  return (
    <LazyTrigger
      module={accountMenu}
      props={{ user }}
      trigger={
        <IconButton label={t('layout.menu')}>
          <CircleUserRound aria-hidden="true" size={24} />
        </IconButton>
      }
    />
  );
}

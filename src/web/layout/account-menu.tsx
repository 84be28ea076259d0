import { BellRing, CalendarSync, LogOut } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { SignedIn } from '../api/api-types';
import { useSignOut } from '../api/auth-queries';
import { clearSignInExpired } from '../api/sign-in-state';
import { withOnDemandTexts } from '../i18n/i18n';
import { disablePush } from './push-settings/push-device';
import { LazyCalendarFeedDialog } from './calendar-feed/lazy-calendar-feed-dialog';
import { Menu, MenuItem, MenuSeparator } from '../components/overlays/menu';
import { showToast } from '../components/overlays/toast';
import { useErrorText } from '../components/hooks/use-error-text';
import styles from './account-menu.module.css';
import { LanguageMenu, ThemeMenu } from './preference-menus';

const PushDialog = lazy(() =>
  withOnDemandTexts(
    import('./push-settings/push-settings-dialog').then(({ PushSettingsDialog: PushDialog }) => ({
      default: PushDialog,
    })),
  ),
);

export function AccountMenu({
  trigger,
  user,
}: {
  trigger: ReactElement;
  user: SignedIn['user'];
}): ReactElement {
  const { t } = useTranslation();
  const signOut = useSignOutAction();
  const [isPushOpen, setPushOpen] = useState(false);
  const [isCalendarOpen, setCalendarOpen] = useState(false);
  return (
    <>
      <Menu trigger={trigger}>
        <div className={styles.user}>
          <span className={styles.name}>{user.fullName}</span>
          <span className={styles.role}>{t(`common.role.${user.role}`)}</span>
        </div>
        <MenuSeparator />
        <LanguageMenu />
        <ThemeMenu />
        <MenuSeparator />
        <MenuItem
          icon={<BellRing aria-hidden="true" size={20} />}
          onClick={() => setPushOpen(true)}
        >
          {t('layout.alerts.settings')}
        </MenuItem>
        {user.role !== 'team' && (
          <MenuItem
            icon={<CalendarSync aria-hidden="true" size={20} />}
            onClick={() => setCalendarOpen(true)}
          >
            {t('layout.calendar')}
          </MenuItem>
        )}
        <MenuItem icon={<LogOut aria-hidden="true" size={20} />} onClick={() => void signOut()}>
          {t('layout.signOut')}
        </MenuItem>
      </Menu>
      {isPushOpen && (
        <Suspense>
          <PushDialog onClose={() => setPushOpen(false)} />
        </Suspense>
      )}
      {isCalendarOpen && (
        <Suspense>
          <LazyCalendarFeedDialog onClose={() => setCalendarOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function useSignOutAction(): () => Promise<void> {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [, navigate] = useLocation();
  const signOut = useSignOut();
  return async () => {
    // The next user of this device must not get this user's notifications.
    await disablePush().catch(() => undefined);
    signOut.mutate(undefined, {
      onSuccess: () => {
        clearSignInExpired();
        navigate('/');
      },
      onError: (error) => showToast({ title: t('errors.title'), text: textOf(error) }),
    });
  };
}

import { BellRing, CalendarSync, LogOut, MonitorOff } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { SignedIn } from '../api/api-types';
import { useSignOut } from '../api/auth-queries';
import type { SignOutPath } from '../api/auth-queries';
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

interface AccountMenuProps {
  trigger: ReactElement;
  user: SignedIn['user'];
}

export function AccountMenu({ trigger, user }: AccountMenuProps): ReactElement {
  const { t } = useTranslation();
  const signOut = useSignOutAction();
  const [dialog, setDialog] = useState<DialogName>();
  return (
    <>
      <Menu trigger={trigger}>
        <UserName user={user} />
        <MenuSeparator />
        <LanguageMenu />
        <ThemeMenu />
        <MenuSeparator />
        <DialogItems user={user} onChoose={setDialog} />
        <MenuItem
          icon={<LogOut aria-hidden="true" size={20} />}
          onClick={() => void signOut('/api/v1/auth/session')}
        >
          {t('layout.signOut')}
        </MenuItem>
        <MenuItem
          icon={<MonitorOff aria-hidden="true" size={20} />}
          onClick={() => void signOut('/api/v1/auth/sessions')}
        >
          {t('layout.signOutEverywhere')}
        </MenuItem>
      </Menu>
      {dialog && <AccountDialog name={dialog} onClose={() => setDialog(undefined)} />}
    </>
  );
}

type DialogName = 'push' | 'calendar';

/** The team has no sessions, so it has no calendar. */
function DialogItems({
  user,
  onChoose,
}: {
  user: SignedIn['user'];
  onChoose: (name: DialogName) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <MenuItem icon={<BellRing aria-hidden="true" size={20} />} onClick={() => onChoose('push')}>
        {t('layout.alerts.settings')}
      </MenuItem>
      {user.role !== 'team' && (
        <MenuItem
          icon={<CalendarSync aria-hidden="true" size={20} />}
          onClick={() => onChoose('calendar')}
        >
          {t('layout.calendar')}
        </MenuItem>
      )}
    </>
  );
}

function AccountDialog({ name, onClose }: { name: DialogName; onClose: () => void }): ReactElement {
  const Dialog = name === 'push' ? PushDialog : LazyCalendarFeedDialog;
  return (
    <Suspense>
      <Dialog onClose={onClose} />
    </Suspense>
  );
}

function UserName({ user }: { user: SignedIn['user'] }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.user}>
      <span className={styles.name}>{user.fullName}</span>
      <span className={styles.role}>{t(`common.role.${user.role}`)}</span>
    </div>
  );
}

function useSignOutAction(): (path: SignOutPath) => Promise<void> {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [, navigate] = useLocation();
  const signOut = useSignOut();
  return async (path) => {
    // The next user of this device must not get this user's notifications.
    await disablePush().catch(() => undefined);
    signOut.mutate(path, {
      onSuccess: () => {
        clearSignInExpired();
        navigate('/');
      },
      onError: (error) => showToast({ title: t('errors.title'), text: textOf(error) }),
    });
  };
}

import { LogOut } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { SignedIn } from '../api/api-types';
import { useSignOut } from '../api/auth-queries';
import { clearExpired } from '../api/sign-in-state';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu';
import { showToast } from '../ui/toast';
import { useErrorText } from '../ui/use-error-text';
import styles from './account-menu.module.css';
import { LanguageChoice, ThemeChoice } from './choices';

/** Who is signed in, the language, the appearance, and the way out. */
export function AccountMenu({
  trigger,
  user,
}: {
  trigger: ReactElement;
  user: SignedIn['user'];
}): ReactElement {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [, navigate] = useLocation();
  const signOut = useSignOut();
  const leave = (): void =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        clearExpired();
        navigate('/');
      },
      onError: (error) => showToast({ title: t('errors.title'), text: textOf(error) }),
    });
  return (
    <Menu trigger={trigger}>
      <div className={styles['person']}>
        <span className={styles['name']}>{user.fullName}</span>
        <span className={styles['role']}>{t(`common.role.${user.role}`)}</span>
      </div>
      <MenuSeparator />
      <LanguageChoice />
      <ThemeChoice />
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" size={20} />} onClick={leave}>
        {t('shell.signOut')}
      </MenuItem>
    </Menu>
  );
}

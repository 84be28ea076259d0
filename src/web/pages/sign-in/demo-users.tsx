import { ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDemoUsers } from '../../api/auth-queries';
import { Avatar } from '../../components/display/avatar';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './demo-users.module.css';

/** Demo mode only: signs in as a sample user. */
export function DemoUsers({
  busy,
  onSelect,
}: {
  busy: boolean;
  onSelect: (input: { email: string; password: string }) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { data: users } = useDemoUsers();
  if (!users || users.length === 0) return null;
  return (
    <section className={styles.demo} aria-labelledby="demo-title">
      <h2 id="demo-title" className={styles.title}>
        {t('signIn.demo.title')}
      </h2>
      <p className={styles.text}>{t('signIn.demo.text')}</p>
      <ul className={styles.list}>
        {users.map(({ email, password, fullName, role }) => (
          <li key={email}>
            <button
              type="button"
              className={styles.user}
              disabled={busy}
              onClick={() => onSelect({ email, password })}
            >
              <Avatar name={fullName} />
              <span className={styles.details}>
                <VisuallyHidden>{t('signIn.demo.enterAs')}</VisuallyHidden>
                <span className={styles.name}>{fullName}</span>
                <span className={styles.role}>{t(`common.role.${role}`)}</span>
              </span>
              <ChevronRight aria-hidden="true" size={20} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

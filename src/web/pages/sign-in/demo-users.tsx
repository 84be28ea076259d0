import { ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DemoUser } from '../../api/api-types';
import { Avatar } from '../../components/display/avatar';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './demo-users.module.css';

export interface DemoUsersProps {
  users: DemoUser[];
  busy: boolean;
  onSelect: (input: { email: string; password: string }) => void;
}

/** Demo mode only: signs in as a sample user. */
export function DemoUsers({ users, busy, onSelect }: DemoUsersProps): ReactElement {
  const { t } = useTranslation();
  return (
    <section className={styles.demo} aria-labelledby="demo-title">
      <h2 id="demo-title" className={styles.title}>
        {t('account.demo.title')}
      </h2>
      <p className={styles.text}>{t('account.demo.text')}</p>
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
                <VisuallyHidden>{t('account.demo.enterAs')}</VisuallyHidden>
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

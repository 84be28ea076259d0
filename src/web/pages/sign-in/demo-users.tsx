import { ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDemoUsers } from '../../api/auth-queries';
import { Avatar } from '../../components/display/avatar';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './demo-users.module.css';

/** Where the product is only tried: one press signs in as one of its people. */
export function DemoUsers({
  busy,
  onSelect,
}: {
  busy: boolean;
  onSelect: (input: { email: string; password: string }) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { data: people } = useDemoUsers();
  if (!people || people.length === 0) return null;
  return (
    <section className={styles.demo} aria-labelledby="demo-title">
      <h2 id="demo-title" className={styles.title}>
        {t('signIn.demo.title')}
      </h2>
      <p className={styles.text}>{t('signIn.demo.text')}</p>
      <ul className={styles.list}>
        {people.map(({ email, password, fullName, role }) => (
          <li key={email}>
            <button
              type="button"
              className={styles.person}
              disabled={busy}
              onClick={() => onSelect({ email, password })}
            >
              <Avatar name={fullName} />
              <span className={styles.words}>
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

import type { ReactElement, ReactNode } from 'react';
import { Brand } from '../components/display/brand';
import { LanguageSwitch } from './language-switch';
import styles from './public-layout.module.css';

/** For pages that need no sign-in. */
export function PublicLayout({ children }: { children: ReactNode }): ReactElement {
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Brand />
        <LanguageSwitch />
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}

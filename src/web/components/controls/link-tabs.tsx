import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { classNames } from '../class-names';
import styles from './link-tabs.module.css';

export interface LinkTab {
  href: string;
  label: ReactNode;
  isCurrent: boolean;
}

/** Links that look like tabs: each view has its own URL. */
export function LinkTabs({ label, tabs }: { label: string; tabs: LinkTab[] }): ReactElement {
  return (
    <nav aria-label={label} className={styles.list}>
      {tabs.map(({ href, label: name, isCurrent }) => (
        <Link
          key={href}
          href={href}
          replace
          aria-current={isCurrent ? 'page' : undefined}
          className={classNames(styles.tab, isCurrent && styles.current)}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

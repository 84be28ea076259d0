import type { ReactElement, ReactNode } from 'react';
import styles from './disclosure.module.css';

export function Disclosure({
  title,
  open = false,
  children,
}: {
  title: string;
  /** Initially open. */
  open?: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <details className={styles.disclosure} open={open}>
      <summary className={styles.title}>{title}</summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}

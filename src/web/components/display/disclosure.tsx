import type { ReactElement, ReactNode } from 'react';
import styles from './disclosure.module.css';

/** Something that is there for whoever wants it. */
export function Disclosure({
  title,
  open = false,
  children,
}: {
  title: string;
  /** Whether it is open to begin with. */
  open?: boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <details className={styles.fold} open={open}>
      <summary className={styles.title}>{title}</summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}

import type { ComponentProps, ReactElement } from 'react';
import styles from './visually-hidden.module.css';

/** Words for those who hear the page; they take no room on it. */
export function VisuallyHidden(props: ComponentProps<'span'>): ReactElement {
  return <span {...props} className={styles.hidden} />;
}

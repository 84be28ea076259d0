import type { ReactElement, ReactNode } from 'react';
import { classNames } from '../class-names';
import styles from './fact-list.module.css';

interface FactListProps {
  /** One after the other in a line, instead of one below the other. */
  inline?: boolean;
  children: ReactNode;
}

export function FactList({ inline, children }: FactListProps): ReactElement {
  return <dl className={classNames(styles.list, inline && styles.inline)}>{children}</dl>;
}

/** Nothing without a value. */
export function Fact({
  name,
  children,
}: {
  name: string;
  children: ReactNode;
}): ReactElement | null {
  if (children === null) return null;
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

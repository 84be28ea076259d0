import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Card } from '../../components/display/card';
import styles from './chart-card.module.css';

/** A chart or list with a heading and a lead sentence. */
export function ChartCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <Card as="section" className={styles.card} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        <p className={styles.lead}>{lead}</p>
      </div>
      {children}
    </Card>
  );
}

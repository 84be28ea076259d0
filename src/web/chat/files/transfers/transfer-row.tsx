import type { ReactElement, ReactNode } from 'react';
import { classNames } from '../../../components/class-names';
import styles from './transfer-row.module.css';

export function TransferRow({
  icon,
  name,
  isFailed,
  children,
  actions,
}: {
  icon: ReactNode;
  name: string;
  isFailed: boolean;
  children: ReactNode;
  actions: ReactNode;
}): ReactElement {
  return (
    <li className={classNames(styles.row, isFailed && styles.failed)}>
      <span className={styles.icon}>{icon}</span>
      <div className={styles.texts}>
        <bdi className={styles.name}>{name}</bdi>
        {children}
      </div>
      <div className={styles.actions}>{actions}</div>
    </li>
  );
}

import type { ReactElement, ReactNode } from 'react';
import { classNames } from '../../../components/class-names';
import styles from './transfer-row.module.css';

/** One file of the dock: what it looks like, what it is called, how it stands, what can be done. */
export function TransferRow({
  picture,
  name,
  isWrong,
  children,
  acts,
}: {
  picture: ReactNode;
  name: string;
  isWrong: boolean;
  children: ReactNode;
  acts: ReactNode;
}): ReactElement {
  return (
    <li className={classNames(styles['line'], isWrong && styles['wrong'])}>
      <span className={styles['picture']}>{picture}</span>
      <div className={styles['words']}>
        <bdi className={styles['name']}>{name}</bdi>
        {children}
      </div>
      <div className={styles['acts']}>{acts}</div>
    </li>
  );
}

import type { ReactElement, ReactNode } from 'react';
import styles from './badge.module.css';
import type { Tone } from './banner';
import { classNames } from '../class-names';

export function Badge({
  tone = 'calm',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <span className={classNames(styles.badge, styles[tone])}>
      {icon}
      {children}
    </span>
  );
}

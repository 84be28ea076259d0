import type { ReactElement, ReactNode, Ref } from 'react';
import styles from './banner.module.css';
import { classNames } from '../class-names';

export type Tone = 'calm' | 'accent' | 'warm';

export interface BannerProps {
  tone?: Tone;
  icon?: ReactNode;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** Announced by screen readers at once (`alert`), else politely (`status`). */
  urgent?: boolean;
  ref?: Ref<HTMLDivElement>;
}

export function Banner({
  tone = 'calm',
  icon,
  title,
  children,
  action,
  urgent = false,
  ref,
}: BannerProps): ReactElement {
  return (
    <div
      ref={ref}
      className={classNames(styles.banner, styles[tone])}
      role={urgent ? 'alert' : 'status'}
    >
      {icon}
      <div className={styles.text}>
        {title && <p className={styles.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}

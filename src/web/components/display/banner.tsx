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
  /** Spoken at once by a screen reader; otherwise when it comes to it. */
  urgent?: boolean;
  ref?: Ref<HTMLDivElement>;
}

/** News about what is on the page, beside it rather than in its way. */
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
      <div className={styles.words}>
        {title && <p className={styles.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}

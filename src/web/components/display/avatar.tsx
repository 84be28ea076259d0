import type { ReactElement } from 'react';
import type { PresenceStatus } from '../../../enums';
import styles from './avatar.module.css';
import { classNames } from '../class-names';

/** Initials and a presence dot; hidden from screen readers, as the name is always shown beside it. */
export function Avatar({
  name,
  size = 'normal',
  status,
}: {
  name: string;
  size?: 'normal' | 'large';
  status?: PresenceStatus | undefined;
}): ReactElement {
  return (
    <span
      aria-hidden="true"
      className={classNames(styles.avatar, size === 'large' && styles.large)}
    >
      {initialsOf(name)}
      {status && status !== 'offline' && <span className={styles.dot} data-status={status} />}
    </span>
  );
}

function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined];
  return letters
    .map((part) => (part ? Array.from(part)[0] : ''))
    .join('')
    .toUpperCase();
}

import type { ReactElement } from 'react';
import type { PresenceStatus } from '../../../enums';
import styles from './avatar.module.css';
import { classNames } from '../class-names';

/** A person's initials, with a dot if they are there. Readers skip it: the words stand beside it. */
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
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters
    .map((word) => (word ? Array.from(word)[0] : ''))
    .join('')
    .toUpperCase();
}

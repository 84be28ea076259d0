import type { ReactElement } from 'react';
import styles from './avatar.module.css';
import { classNames } from './class-names';

/** A person's initials. The name itself stands beside it, so readers skip it. */
export function Avatar({
  name,
  size = 'normal',
}: {
  name: string;
  size?: 'normal' | 'large';
}): ReactElement {
  return (
    <span
      aria-hidden="true"
      className={classNames(styles['avatar'], size === 'large' && styles['large'])}
    >
      {initialsOf(name)}
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

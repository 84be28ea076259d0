import type { ReactElement } from 'react';
import styles from './message-text.module.css';
import { splitLinks } from './text-links';

/** User text: never markup, with its own text direction. */
export function MessageText({ text }: { text: string }): ReactElement {
  return (
    <p dir="auto" className={styles.text}>
      {splitLinks(text).map(({ text: part, href }, index) =>
        href === undefined ? (
          part
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ),
      )}
    </p>
  );
}

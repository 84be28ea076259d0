import type { ReactElement } from 'react';
import styles from './message-text.module.css';
import { splitLinks } from './text-links';

/** What somebody wrote: text and nothing else, in its own direction, whatever it contains. */
export function MessageText({ text }: { text: string }): ReactElement {
  return (
    <p dir="auto" className={styles['text']}>
      {splitLinks(text).map(({ text: words, href }, index) =>
        href === undefined ? (
          words
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {words}
          </a>
        ),
      )}
    </p>
  );
}

import type { ReactElement, ReactNode } from 'react';
import type { PresenceStatus } from '../../enums';
import styles from './chat-header.module.css';

/** How the other one is present; `here` and `away` in a session's room, the rest as a user. */
export type PresenceState = 'here' | 'typing' | 'unknown' | PresenceStatus;

/** The other one's presence, announced when it changes. */
export function PresenceText({
  state,
  children,
}: {
  state: PresenceState;
  children: string;
}): ReactElement {
  return (
    <p className={styles.presence} data-presence={state} aria-live="polite">
      {children}
    </p>
  );
}

/** In place of the presence. */
export function HeaderSubtitle({ children }: { children: ReactNode }): ReactElement {
  return <p className={styles.presence}>{children}</p>;
}

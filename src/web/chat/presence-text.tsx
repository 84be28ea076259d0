import type { ReactElement, ReactNode } from 'react';
import type { PresenceStatus } from '../../enums';
import styles from './chat-header.module.css';

/** The other member's presence: in a session's room `here` or `away`, elsewhere that of a user. */
export type PresenceState = 'here' | 'typing' | 'unknown' | PresenceStatus;

/** The other member's presence, announced when it changes. */
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

import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chat-header.module.css';

/** Whether the other side is here, and typing. */
export function PresenceText({
  isHere,
  isTyping,
}: {
  /** Undefined when that is not known. */
  isHere: boolean | undefined;
  isTyping: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const known = isHere === undefined ? 'unknown' : isHere ? 'here' : 'away';
  const state = isTyping ? 'typing' : known;
  return (
    <p className={styles['presence']} data-presence={state} aria-live="polite">
      {t(`session.presence.${state}`)}
    </p>
  );
}

/** In its place, where nobody is expected. */
export function HeaderSubtitle({ children }: { children: ReactNode }): ReactElement {
  return <p className={styles['presence']}>{children}</p>;
}

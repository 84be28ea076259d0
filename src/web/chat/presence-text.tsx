import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chat-header.module.css';

/** Whether the other member is present or typing. */
export function PresenceText({
  isPresent,
  isTyping,
}: {
  /** Undefined when unknown. */
  isPresent: boolean | undefined;
  isTyping: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const presence = isPresent === undefined ? 'unknown' : isPresent ? 'here' : 'away';
  const state = isTyping ? 'typing' : presence;
  return (
    <p className={styles.presence} data-presence={state} aria-live="polite">
      {t(`session.presence.${state}`)}
    </p>
  );
}

/** In place of the presence. */
export function HeaderSubtitle({ children }: { children: ReactNode }): ReactElement {
  return <p className={styles.presence}>{children}</p>;
}

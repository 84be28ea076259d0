import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../api/api-types';
import styles from './participant-presence.module.css';

type Presence = NonNullable<TeamSession['presence']>['client'];

/** A participant and, where known, their presence in the session room. */
export function ParticipantPresence({
  side,
  participant,
  presence,
}: {
  side: 'client' | 'psychologist';
  participant: { fullName: string };
  presence: Presence | undefined;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={styles.participant}>
      <span className={styles.side}>{t(`teamSessions.presence.${side}`)}</span>
      {presence === undefined ? null : (
        <span className={styles.presence} data-presence={presence}>
          <span className={styles.dot} aria-hidden="true" />
          {t(`teamSessions.presence.${presence}`)}
        </span>
      )}
      <span className={styles.name}>{participant.fullName}</span>
    </span>
  );
}

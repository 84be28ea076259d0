import { CalendarX2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { Badge } from '../../../components/display/badge';
import { EmptyState } from '../../../components/display/empty-state';
import { useNow } from '../../../components/hooks/use-now';
import { groupByStatus } from './board-groups';
import type { BoardGroup } from './board-groups';
import styles from './board.module.css';
import { SessionCard } from './session-card';

/** Sessions by status: columns on desktops, stacked on phones. */
export function Board({
  sessions,
  only,
}: {
  sessions: TeamSession[];
  /** Shows this status only. */
  only: BoardGroup['status'] | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  if (sessions.length === 0) {
    return (
      <EmptyState icon={<CalendarX2 aria-hidden="true" />} title={t('teamSessions.none.atAll')}>
        {t('teamSessions.none.atAllHint')}
      </EmptyState>
    );
  }
  const groups = groupByStatus(sessions).filter(({ status }) => !only || status === only);
  return (
    <div className={styles.board} data-single={groups.length === 1 || undefined}>
      {groups.map((group) => (
        <Group key={group.status} group={group} now={now} />
      ))}
    </div>
  );
}

function Group({
  group: { status, sessions },
  now,
}: {
  group: BoardGroup;
  now: number;
}): ReactElement {
  const { t } = useTranslation();
  const heading = `state-${status}`;
  return (
    <section className={styles.group} aria-labelledby={heading}>
      <h3 className={styles.heading} id={heading}>
        {t(`teamSessions.states.${status}`)} <Badge>{sessions.length}</Badge>
      </h3>
      {sessions.length === 0 ? (
        <p className={styles.none}>{t(`teamSessions.none.${status}`)}</p>
      ) : (
        <ul className={styles.cards}>
          {sessions.map((session) => (
            <SessionCard key={session.sessionId} session={session} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { useCounseling } from '../api/counseling-queries';
import { useLiveSessions, useUnreadBySession } from '../api/today-queries';
import type { Session } from '../api/api-types';
import { classNames } from '../components/class-names';
import { VisuallyHidden } from '../components/display/visually-hidden';
import styles from './live-session-bar.module.css';

/** Links between the live sessions, each with its unread count. */
export function LiveSessionBar(): ReactElement | null {
  const { t } = useTranslation();
  const { data: running = [] } = useLiveSessions();
  const unread = useUnreadBySession();
  const [, current] = useRoute('/sessions/:sessionId');
  const others = running.filter(({ sessionId }) => sessionId !== current?.sessionId);
  if (others.length === 0) return null;
  return (
    <nav className={styles.bar} aria-label={t('today.live.label')}>
      <ul className={styles.list}>
        {[...running].sort(byStart).map((session) => (
          <li key={session.sessionId} className={styles.item}>
            <SessionLink
              session={session}
              unread={unread.get(session.sessionId) ?? 0}
              isCurrent={session.sessionId === current?.sessionId}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface SessionLinkProps {
  session: Session;
  unread: number;
  isCurrent: boolean;
}

function SessionLink({ session, unread, isCurrent }: SessionLinkProps): ReactElement {
  const { t } = useTranslation();
  const { data: counseling } = useCounseling(session.counselingId);
  const name = counseling?.client.fullName ?? t('today.live.unnamed');
  return (
    <Link
      href={`/sessions/${session.sessionId}`}
      aria-current={isCurrent ? 'page' : undefined}
      className={classNames(styles.link, isCurrent && styles.current)}
    >
      <bdi className={styles.name}>{name}</bdi>
      {unread > 0 && !isCurrent && (
        <span className={styles.unread}>
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <VisuallyHidden>{t('today.agenda.unread', { count: unread })}</VisuallyHidden>
        </span>
      )}
    </Link>
  );
}

/** By start, so that the order is stable. */
function byStart(a: Session, b: Session): number {
  return a.startsAt.localeCompare(b.startsAt) || a.sessionId.localeCompare(b.sessionId);
}

import { ArrowLeft } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { SessionFacts } from '../../realtime/session-feed';
import { Avatar } from '../../ui/avatar';
import { Badge } from '../../ui/badge';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './room-header.module.css';

export interface RoomHeaderProps {
  session: SessionFacts;
  otherName: string;
  /** Whether the other side is in the room; undefined when that is not known. */
  isOtherHere: boolean | undefined;
  isOtherTyping: boolean;
  role: SignedIn['user']['role'];
  compact: boolean;
  unread: number;
}

/** Who one talks with, whether they are here, and from when to when. */
export function RoomHeader(props: RoomHeaderProps): ReactElement {
  const { session, otherName, role, compact, unread } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const Name = compact ? 'h2' : 'p';
  return (
    <header className={styles['header']} data-compact={compact || undefined}>
      {!compact && (
        <Link
          href={role === 'client' ? '/sessions' : '/today'}
          className={styles['back']}
          aria-label={t('session.back')}
        >
          <ArrowLeft aria-hidden="true" size={22} />
        </Link>
      )}
      <Avatar name={otherName} />
      <div className={styles['who']}>
        <Name className={styles['name']}>
          <bdi>{otherName}</bdi>
        </Name>
        <Presence {...props} />
      </div>
      {compact && unread > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{format.number(unread)}</span>
          <VisuallyHidden>{t('session.unread', { count: unread })}</VisuallyHidden>
        </Badge>
      )}
      <p className={styles['when']}>{format.timeRange(session.startsAt, session.endsAt)}</p>
    </header>
  );
}

function Presence({ session, isOtherHere, isOtherTyping }: RoomHeaderProps): ReactElement {
  const { t } = useTranslation();
  const isOver = session.status === 'completed' || session.status === 'cancelled';
  if (isOver) return <p className={styles['presence']}>{t(`common.status.${session.status}`)}</p>;
  const known = isOtherHere === undefined ? 'unknown' : isOtherHere ? 'here' : 'away';
  const state = isOtherTyping ? 'typing' : known;
  return (
    <p className={styles['presence']} data-presence={state} aria-live="polite">
      {t(`session.presence.${state}`)}
    </p>
  );
}

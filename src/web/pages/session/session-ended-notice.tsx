import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling, SignedIn } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { ButtonLink } from '../../components/controls/button';
import { classNames } from '../../components/class-names';
import styles from './session-ended-notice.module.css';

export interface SessionEndedNoticeProps {
  session: SessionDetails;
  counseling: Counseling | undefined;
  otherName: string;
  me: SignedIn['user'];
  hasMessages: boolean;
  compact: boolean;
  /** It ended while the page was open: the focused element may be gone. */
  endedWhileOpen: boolean;
}

/** Replaces the composer after the end: what happened, and next steps. */
export function SessionEndedNotice(props: SessionEndedNoticeProps): ReactElement {
  const { session, counseling, me, hasMessages, compact } = props;
  const { t } = useTranslation();
  const description = useEndDescription(props);
  const isCancelled = session.status === 'cancelled';
  const reason = counseling?.cancelReason;
  return (
    <footer className={classNames(styles.card, !hasMessages && styles.alone)}>
      <Title takesFocus={props.endedWhileOpen}>{t(titleOf(session))}</Title>
      <p>
        {description} {hasMessages && t('session.ended.readable')}
      </p>
      {isCancelled && reason && (
        <p className={styles.reason} dir="auto">
          {t('session.ended.reason', { reason })}
        </p>
      )}
      {!compact && <NextSteps isCancelled={isCancelled} role={me.role} />}
    </footer>
  );
}

/** Takes the focus that the composer or a dialog lost when it disappeared. */
function Title({
  takesFocus,
  children,
}: {
  takesFocus: boolean;
  children: ReactNode;
}): ReactElement {
  const titleRef = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body) titleRef.current?.focus();
  }, [takesFocus]);
  return (
    <h2 ref={titleRef} tabIndex={-1} className={styles.title}>
      {children}
    </h2>
  );
}

function NextSteps({
  isCancelled,
  role,
}: {
  isCancelled: boolean;
  role: SignedIn['user']['role'];
}): ReactElement {
  const { t } = useTranslation();
  if (role !== 'client') {
    return (
      <div className={styles.steps}>
        <ButtonLink href="/today" kind="secondary">
          {t('session.ended.toToday')}
        </ButtonLink>
      </div>
    );
  }
  return (
    <div className={styles.steps}>
      <ButtonLink href="/sessions" kind="secondary">
        {t('session.ended.toSessions')}
      </ButtonLink>
      <ButtonLink href="/book" kind={isCancelled ? 'primary' : 'secondary'}>
        {t('session.ended.bookAgain')}
      </ButtonLink>
    </div>
  );
}

function useEndDescription({ session, otherName, me }: SessionEndedNoticeProps): string {
  const { t } = useTranslation();
  const format = useFormat();
  const { endedBy, status } = session;
  const who = endedBy === me.role ? 'You' : isByTeam(endedBy) ? 'Team' : 'Other';
  if (isMissed(session)) return t('session.ended.missedText');
  if (status === 'cancelled') return t(`session.ended.cancelledBy${who}`, { name: otherName });
  const time = format.time(session.endedAt ?? session.endsAt);
  if (endedBy === 'system' || endedBy === null) return t('session.ended.onTime', { time });
  return t(`session.ended.by${who}`, { time, name: otherName });
}

/** The system cancels only what an outage kept closed. */
function isMissed({ status, endedBy }: SessionDetails): boolean {
  return status === 'cancelled' && endedBy === 'system';
}

function titleOf(session: SessionDetails) {
  if (isMissed(session)) return 'session.ended.missed';
  return session.status === 'cancelled' ? 'session.ended.cancelled' : 'session.ended.completed';
}

function isByTeam(endedBy: string | null): boolean {
  return endedBy === 'team' || endedBy === 'system' || endedBy === null;
}

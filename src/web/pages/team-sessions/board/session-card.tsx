import { Clock3, MessageCircle, MessageCircleOff, TriangleAlert, UserX } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TeamSession } from '../../../api/api-types';
import { useFormat } from '../../../i18n/use-format';
import { Badge } from '../../../components/display/badge';
import { VisuallyHidden } from '../../../components/display/visually-hidden';
import { SILENCE_THRESHOLD_MS, silenceMs } from './board-groups';
import { LATENESS_THRESHOLD_MS } from '../detail/timeline-layout';
import { ParticipantPresence } from '../participant-presence';
import { usePreciseFormat } from '../../../i18n/precise-format';
import styles from './session-card.module.css';
import { useSessionProgress } from '../use-session-progress';

export function SessionCard({ session, now }: { session: TeamSession; now: number }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { client, psychologist, presence } = session;
  const time = useSessionProgress(session, now);
  return (
    <li className={styles.card} data-status={session.status}>
      <p className={styles.times}>
        <span>{format.timeRange(session.startsAt, session.endsAt)}</span>
        <strong>{time}</strong>
      </p>
      <div className={styles.participants}>
        <ParticipantPresence side="client" participant={client} presence={presence?.client} />
        <ParticipantPresence
          side="psychologist"
          participant={psychologist}
          presence={presence?.psychologist}
        />
      </div>
      <Warnings session={session} now={now} />
      <CardDetails session={session} />
      <Link className={styles.open} href={`/team/sessions/${session.sessionId}`}>
        <VisuallyHidden>
          {t('teamSessions.card.open', {
            client: client.fullName,
            psychologist: psychologist.fullName,
          })}
        </VisuallyHidden>
      </Link>
    </li>
  );
}

function CardDetails({ session }: { session: TeamSession }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className={styles.details}>
      <span className={styles.count}>
        <MessageCircle aria-hidden="true" size={14} />
        {t('teamSessions.card.messages', { count: session.messageCount })}
      </span>
      {session.nextStep && session.status !== 'completed' ? (
        <span>
          {t('teamSessions.card.next', {
            step: t(`teamSessions.steps.${session.nextStep.step}`),
            time: format.time(session.nextStep.dueAt),
          })}
        </span>
      ) : null}
    </p>
  );
}

/** Late or failing steps, silence and no-shows. */
function Warnings({ session, now }: { session: TeamSession; now: number }): ReactElement | null {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const { troubledSteps, worstLateMs, noShow } = session;
  const silence = silenceMs(session, now);
  const icon = { 'aria-hidden': true, size: 14 } as const;
  const warnings = [
    troubledSteps > 0 && (
      <Badge key="failing" tone="warm" icon={<TriangleAlert {...icon} />}>
        {t('teamSessions.card.failingSteps', { count: troubledSteps })}
      </Badge>
    ),
    worstLateMs !== null && worstLateMs >= LATENESS_THRESHOLD_MS && (
      <Badge key="late" tone="warm" icon={<Clock3 {...icon} />}>
        {t('teamSessions.card.late', { duration: precise.duration(worstLateMs) })}
      </Badge>
    ),
    silence >= SILENCE_THRESHOLD_MS && (
      <Badge key="silent" tone="warm" icon={<MessageCircleOff {...icon} />}>
        {t('teamSessions.card.silent', {
          duration: precise.duration(silence - (silence % 60_000)),
        })}
      </Badge>
    ),
    isNoShow(noShow) && (
      <Badge key="no-show" icon={<UserX {...icon} />}>
        {t(`teamSessions.noShow.${noShow}`)}
      </Badge>
    ),
  ].filter(Boolean);
  return warnings.length === 0 ? null : <div className={styles.warnings}>{warnings}</div>;
}

function isNoShow(value: string | null): value is 'client' | 'psychologist' | 'both' {
  return value === 'client' || value === 'psychologist' || value === 'both';
}

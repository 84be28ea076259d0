import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { useFormat } from '../../../i18n/use-format';
import { Badge } from '../../../components/display/badge';
import { Card } from '../../../components/display/card';
import { useNow } from '../../../components/hooks/use-now';
import { ParticipantPresence } from '../participant-presence';
import { usePreciseFormat } from '../../../i18n/precise-format';
import styles from './session-summary.module.css';
import { useSessionProgress } from '../use-session-progress';

const ACTORS = ['system', 'client', 'psychologist', 'team'] as const;

export function SessionSummary({ session }: { session: TeamSession }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  const time = useSessionProgress(session, useNow());
  const { status, startsAt, endsAt, startedAt, endedAt, lastMessageAt, presence } = session;
  const clock = (at: string | null): string =>
    at === null ? t('teamSessions.session.notYet') : precise.clock(at);
  return (
    <Card as="section" className={styles.summary} aria-labelledby="session-summary">
      <h2 id="session-summary">{t('teamSessions.session.summary')}</h2>
      <p className={styles.state}>
        <Badge tone={status === 'active' ? 'accent' : 'calm'}>
          {t(`teamSessions.states.${status}`)}
        </Badge>
        <span>{time}</span>
      </p>
      <ParticipantPresence side="client" participant={session.client} presence={presence?.client} />
      <ParticipantPresence
        side="psychologist"
        participant={session.psychologist}
        presence={presence?.psychologist}
      />
      <dl className={styles.list}>
        <SummaryRow name={t('teamSessions.session.planned')}>
          {format.shortDay(startsAt)}, {format.timeRange(startsAt, endsAt)}
        </SummaryRow>
        <SummaryRow name={t('teamSessions.session.started')}>{clock(startedAt)}</SummaryRow>
        <SummaryRow name={t('teamSessions.session.ended')}>
          {clock(endedAt)}
          <EndedBy session={session} />
        </SummaryRow>
        <SummaryRow name={t('teamSessions.session.messages')}>
          {format.number(session.messageCount)}
        </SummaryRow>
        <SummaryRow name={t('teamSessions.session.lastMessage')}>{clock(lastMessageAt)}</SummaryRow>
      </dl>
    </Card>
  );
}

function SummaryRow({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div className={styles.row}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function EndedBy({ session }: { session: TeamSession }): ReactElement | null {
  const { t } = useTranslation();
  const actor = ACTORS.find((known) => known === session.endedBy);
  if (!actor) return null;
  const group = session.status === 'cancelled' ? 'cancelledBy' : 'endedBy';
  return <span className={styles.endedBy}>{t(`teamSessions.${group}.${actor}`)}</span>;
}

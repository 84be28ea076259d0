import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../ui/badge';
import { Card } from '../../ui/card';
import { useNow } from '../../ui/use-now';
import { PersonPresence } from './person-presence';
import { usePreciseFormat } from './precise-format';
import styles from './session-facts.module.css';
import { useSessionTime } from './use-session-time';

const ENDERS = ['system', 'client', 'psychologist', 'team'] as const;

/** How a session stands: its state, its two sides, its times. */
export function SessionFacts({ session }: { session: TeamSession }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  const time = useSessionTime(session, useNow());
  const { status, startsAt, endsAt, startedAt, endedAt, lastMessageAt, presence } = session;
  const clock = (at: string | null): string =>
    at === null ? t('teamSessions.session.notYet') : precise.clock(at);
  return (
    <Card as="section" className={styles['facts']} aria-labelledby="session-facts">
      <h2 id="session-facts">{t('teamSessions.session.facts')}</h2>
      <p className={styles['state']}>
        <Badge tone={status === 'active' ? 'accent' : 'calm'}>
          {t(`teamSessions.states.${status}`)}
        </Badge>
        <span>{time}</span>
      </p>
      <PersonPresence side="client" person={session.client} presence={presence?.client} />
      <PersonPresence
        side="psychologist"
        person={session.psychologist}
        presence={presence?.psychologist}
      />
      <dl className={styles['list']}>
        <Fact name={t('teamSessions.session.planned')}>
          {format.shortDay(startsAt)}, {format.timeRange(startsAt, endsAt)}
        </Fact>
        <Fact name={t('teamSessions.session.started')}>{clock(startedAt)}</Fact>
        <Fact name={t('teamSessions.session.ended')}>
          {clock(endedAt)}
          <Ender session={session} />
        </Fact>
        <Fact name={t('teamSessions.session.messages')}>{format.number(session.messageCount)}</Fact>
        <Fact name={t('teamSessions.session.lastMessage')}>{clock(lastMessageAt)}</Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Ender({ session }: { session: TeamSession }): ReactElement | null {
  const { t } = useTranslation();
  const who = ENDERS.find((one) => one === session.endedBy);
  if (!who) return null;
  const group = session.status === 'cancelled' ? 'cancelledBy' : 'endedBy';
  return <span className={styles['ender']}>{t(`teamSessions.${group}.${who}`)}</span>;
}

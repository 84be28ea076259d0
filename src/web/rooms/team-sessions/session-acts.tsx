import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../api/api-types';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { ConfirmAct } from './confirm-act';
import type { ActName } from './confirm-act';
import styles from './session-acts.module.css';

const POSSIBLE: Record<TeamSession['status'], ActName[]> = {
  pending: ['start', 'cancel'],
  active: ['end', 'cancel'],
  completed: [],
  cancelled: [],
};

const KINDS = { start: 'primary', end: 'secondary', cancel: 'warm' } as const;

/** What the team can do to a session by hand; each act is confirmed first. */
export function SessionActs({ session }: { session: TeamSession }): ReactElement | null {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<ActName>();
  const possible = POSSIBLE[session.status];
  if (possible.length === 0 && wanted === undefined) return null;
  return (
    <Card as="section" className={styles['acts']} aria-labelledby="session-acts">
      <h2 id="session-acts">{t('teamSessions.act.heading')}</h2>
      <div className={styles['buttons']}>
        {possible.map((act) => (
          <Button key={act} wide kind={KINDS[act]} onClick={() => setWanted(act)}>
            {t(`teamSessions.act.${act}`)}
          </Button>
        ))}
      </div>
      {wanted ? (
        <ConfirmAct
          key={wanted}
          act={wanted}
          session={session}
          onClose={() => setWanted(undefined)}
        />
      ) : null}
    </Card>
  );
}

import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { Button } from '../../../components/controls/button';
import { Card } from '../../../components/display/card';
import { ConfirmActionDialog } from './confirm-action-dialog';
import type { ActionName } from './confirm-action-dialog';
import styles from './session-actions.module.css';

const AVAILABLE_ACTIONS: Record<TeamSession['status'], ActionName[]> = {
  pending: ['start', 'cancel'],
  active: ['end', 'cancel'],
  completed: [],
  cancelled: [],
};

const BUTTON_KINDS = { start: 'primary', end: 'secondary', cancel: 'warm' } as const;

/** What the team can do to a session by hand; each act is confirmed first. */
export function SessionActions({ session }: { session: TeamSession }): ReactElement | null {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<ActionName>();
  const possible = AVAILABLE_ACTIONS[session.status];
  if (possible.length === 0 && wanted === undefined) return null;
  return (
    <Card as="section" className={styles.acts} aria-labelledby="session-acts">
      <h2 id="session-acts">{t('teamSessions.action.heading')}</h2>
      <div className={styles.buttons}>
        {possible.map((act) => (
          <Button key={act} wide kind={BUTTON_KINDS[act]} onClick={() => setWanted(act)}>
            {t(`teamSessions.action.${act}`)}
          </Button>
        ))}
      </div>
      {wanted ? (
        <ConfirmActionDialog
          key={wanted}
          action={wanted}
          session={session}
          onClose={() => setWanted(undefined)}
        />
      ) : null}
    </Card>
  );
}

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

/** Team actions on a session; each is confirmed first. */
export function SessionActions({ session }: { session: TeamSession }): ReactElement | null {
  const { t } = useTranslation();
  const [requested, setRequested] = useState<ActionName>();
  const available = AVAILABLE_ACTIONS[session.status];
  if (available.length === 0 && requested === undefined) return null;
  return (
    <Card as="section" className={styles.actions} aria-labelledby="session-actions">
      <h2 id="session-actions">{t('teamSessions.action.heading')}</h2>
      <div className={styles.buttons}>
        {available.map((action) => (
          <Button
            key={action}
            wide
            kind={BUTTON_KINDS[action]}
            onClick={() => setRequested(action)}
          >
            {t(`teamSessions.action.${action}`)}
          </Button>
        ))}
      </div>
      {requested ? (
        <ConfirmActionDialog
          key={requested}
          action={requested}
          session={session}
          onClose={() => setRequested(undefined)}
        />
      ) : null}
    </Card>
  );
}

import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { Button } from '../../../components/controls/button';
import { Card } from '../../../components/display/card';
import { lazyComponent } from '../../../components/overlays/lazy-component';
import { withOnDemandTexts } from '../../../i18n/i18n';
import { ConfirmActionDialog } from './confirm-action-dialog';
import type { ActionName } from './confirm-action-dialog';
import styles from './session-actions.module.css';

const CancelSeriesForTeam = lazyComponent(() =>
  withOnDemandTexts(
    import('./cancel-series-for-team').then((module) => module.CancelSeriesForTeam),
  ),
);

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
  const [requested, setRequested] = useState<ActionName | 'cancel-series'>();
  const close = (): void => setRequested(undefined);
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
        {session.seriesId ? (
          <Button wide kind="quiet" onClick={() => setRequested('cancel-series')}>
            {t('teamSessions.action.cancelSeries')}
          </Button>
        ) : null}
      </div>
      {requested === 'cancel-series' ? (
        <CancelSeriesForTeam seriesId={session.seriesId ?? ''} onClose={close} />
      ) : null}
      {requested && requested !== 'cancel-series' ? (
        <ConfirmActionDialog key={requested} action={requested} session={session} onClose={close} />
      ) : null}
    </Card>
  );
}

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

const RequestErasureDialog = lazyComponent(() =>
  import('./request-erasure-dialog').then((module) => module.RequestErasureDialog),
);

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
export function SessionActions({ session }: { session: TeamSession }): ReactElement {
  const { t } = useTranslation();
  const [requested, setRequested] = useState<RequestedName>();
  const available = AVAILABLE_ACTIONS[session.status];
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
        {session.seriesId && available.length > 0 ? (
          <Button wide kind="quiet" onClick={() => setRequested('cancel-series')}>
            {t('teamSessions.action.cancelSeries')}
          </Button>
        ) : null}
        {available.length === 0 ? (
          <Button wide kind="quiet" onClick={() => setRequested('erase')}>
            {t('erasures.request.open')}
          </Button>
        ) : null}
      </div>
      {requested ? (
        <ActionDialog
          key={requested}
          requested={requested}
          session={session}
          onClose={() => setRequested(undefined)}
        />
      ) : null}
    </Card>
  );
}

type RequestedName = ActionName | 'cancel-series' | 'erase';

function ActionDialog({
  requested,
  session,
  onClose,
}: {
  requested: RequestedName;
  session: TeamSession;
  onClose: () => void;
}): ReactElement {
  if (requested === 'erase') return <RequestErasureDialog session={session} onClose={onClose} />;
  if (requested === 'cancel-series') {
    return <CancelSeriesForTeam seriesId={session.seriesId ?? ''} onClose={onClose} />;
  }
  return <ConfirmActionDialog action={requested} session={session} onClose={onClose} />;
}

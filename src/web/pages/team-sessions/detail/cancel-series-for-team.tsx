import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTeamCancelSeries } from '../../../api/series-queries';
import { CancelSeriesDialog } from '../../../components/overlays/cancel-series-dialog';

interface CancelSeriesForTeamProps {
  seriesId: string;
  onClose: () => void;
}

/** The team cancels the weekly series that a session belongs to. */
export function CancelSeriesForTeam({ seriesId, onClose }: CancelSeriesForTeamProps): ReactElement {
  const { t } = useTranslation();
  return (
    <CancelSeriesDialog
      description={t('series.teamText')}
      reason={{
        label: t('teamSessions.action.reason'),
        hint: t('teamSessions.action.reasonHint'),
        missing: t('teamSessions.action.reasonMissing'),
      }}
      cancellation={useTeamCancelSeries(seriesId)}
      onClose={onClose}
    />
  );
}

import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useCancelSeries } from '../../api/series-queries';
import { CancelSeriesDialog } from '../../components/overlays/cancel-series-dialog';

interface CancelMySeriesProps {
  /** A session of the series. */
  counseling: Counseling;
  onClose: () => void;
}

/** A client cancels the weekly series that a session belongs to. */
export function CancelMySeries({ counseling, onClose }: CancelMySeriesProps): ReactElement {
  const { t } = useTranslation();
  const { seriesId, psychologist } = counseling;
  return (
    <CancelSeriesDialog
      description={t('series.text', { name: psychologist.fullName })}
      reason={{
        label: `${t('mySessions.cancelDialog.reason')} (${t('common.optional')})`,
        hint: t('mySessions.cancelDialog.reasonHint'),
      }}
      cancellation={useCancelSeries(seriesId ?? '')}
      onClose={onClose}
    />
  );
}

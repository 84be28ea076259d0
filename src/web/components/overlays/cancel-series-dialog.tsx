import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CancelledSeries } from '../../api/api-types';
import type { SeriesCancellation } from '../../api/series-queries';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../controls/button';
import { ReasonField, useReason } from '../controls/reason-field';
import { ErrorNotice } from '../display/error-notice';
import { DialogSheet } from './dialog-sheet';
import styles from './cancel-series-dialog.module.css';

interface CancelSeriesDialogProps {
  description: string;
  /** Of the field for the reason. */
  reason: { label: string; hint: string; missing?: string };
  cancellation: SeriesCancellation;
  onClose: () => void;
}

/** Confirms the cancellation of a weekly series, then shows what became of each session. */
export function CancelSeriesDialog(props: CancelSeriesDialogProps): ReactElement {
  const { data } = props.cancellation;
  return data ? <Results {...props} results={data.results} /> : <Confirmation {...props} />;
}

function Confirmation({
  description,
  reason: texts,
  cancellation,
  onClose,
}: CancelSeriesDialogProps): ReactElement {
  const { t } = useTranslation();
  const reason = useReason(texts.missing === undefined ? 0 : 1);
  return (
    <DialogSheet
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('series.title')}
      description={description}
      actions={
        <>
          <Button kind="secondary" onClick={onClose}>
            {t('series.keep')}
          </Button>
          <Button
            kind="warm"
            busy={cancellation.isPending}
            onClick={() => reason.confirm(cancellation.mutate)}
          >
            {t('series.confirm')}
          </Button>
        </>
      }
    >
      <ReasonField reason={reason} {...texts} />
      {cancellation.error && <ErrorNotice error={cancellation.error} />}
    </DialogSheet>
  );
}

/** Sessions that were over before are left out. */
function Results({
  results,
  onClose,
}: Pick<CancelSeriesDialogProps, 'onClose'> & Pick<CancelledSeries, 'results'>): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = results.flatMap(({ keptBecause, ...session }) =>
    keptBecause === 'counseling-closed'
      ? []
      : [{ ...session, result: keptBecause ?? ('cancelled' as const) }],
  );
  const count = shown.filter(({ result }) => result === 'cancelled').length;
  const isAnyKept = count < shown.length;
  return (
    <DialogSheet
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('series.done', { count })}
      description={isAnyKept ? t('series.someKept') : undefined}
      actions={<Button onClick={onClose}>{t('series.close')}</Button>}
    >
      <ul className={styles.results}>
        {shown.map(({ counselingId, scheduledAt, result }) => (
          <li key={counselingId} className={styles.result}>
            <span>{format.dayTime(scheduledAt)}</span>
            <span className={result === 'cancelled' ? styles.cancelled : styles.kept}>
              {t(`series.result.${result}`)}
            </span>
          </li>
        ))}
      </ul>
    </DialogSheet>
  );
}

import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ApiError, isApiError } from '../../api/api-error';
import type { SeriesConflict } from '../../api/api-types';
import { noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { selectNextSlot } from './booking-draft';
import type { SelectedSlot } from './booking-draft';
import styles from './booking-error.module.css';

interface BookingErrorProps {
  error: unknown;
  onSelect: (slot: SelectedSlot) => void;
}

/** Why a booking failed, with the next available times. */
export function BookingError({ error, onSelect }: BookingErrorProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const alternatives = error instanceof ApiError ? (error.details.nextSlots ?? []) : [];
  const conflicts = error instanceof ApiError ? (error.details.conflicts ?? []) : [];
  return (
    <ErrorNotice error={error}>
      {alternatives.length > 0 && (
        <div className={styles.alternatives}>
          <p>{t('errors.nextSlots')}</p>
          <ul className={styles.list}>
            {alternatives.map((alternative) => (
              <li key={alternative.startsAt}>
                <Button
                  kind="secondary"
                  size="small"
                  aria-label={t('booking.review.chooseSlot', {
                    time: format.dayTime(alternative.startsAt),
                  })}
                  onClick={() => onSelect(selectNextSlot(alternative))}
                >
                  {format.dayTime(alternative.startsAt)}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {conflicts.length > 0 && <SeriesConflicts conflicts={conflicts} />}
      {isApiError(error, 'client-overlap', 'too-many-bookings') && (
        <p className={styles.alternatives}>
          <Link href="/sessions">{t('booking.review.seeSessions')}</Link>
        </p>
      )}
    </ErrorNotice>
  );
}

/** The weeks of a series that are not free, and why. */
function SeriesConflicts({ conflicts }: { conflicts: SeriesConflict[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className={styles.conflicts}>
      {conflicts.map(({ date, code }) => (
        <li key={date}>
          {t('booking.weeks.conflict', {
            date: format.day(noonOf(date)),
            reason: t(`booking.weeks.reason.${REASONS[code] ?? 'other'}`),
          })}
        </li>
      ))}
    </ul>
  );
}

const REASONS: Partial<Record<SeriesConflict['code'], 'own' | 'full' | 'closed' | 'far'>> = {
  'client-overlap': 'own',
  'psychologist-full': 'full',
  'psychologist-unavailable': 'closed',
  'starts-too-late': 'far',
};

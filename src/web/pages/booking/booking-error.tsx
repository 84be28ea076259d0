import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ApiError, isApiError } from '../../api/api-error';
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
      {isApiError(error, 'client-overlap') && (
        <p className={styles.alternatives}>
          <Link href="/sessions">{t('booking.review.seeSessions')}</Link>
        </p>
      )}
    </ErrorNotice>
  );
}

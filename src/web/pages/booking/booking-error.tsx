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

/** Why a time could not be had, with the next ones that can, one press away. */
export function BookingError({
  error,
  onSelect,
}: {
  error: unknown;
  onSelect: (slot: SelectedSlot) => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const offers = error instanceof ApiError ? (error.details.nextSlots ?? []) : [];
  return (
    <ErrorNotice error={error}>
      {offers.length > 0 && (
        <div className={styles.offers}>
          <p>{t('errors.nextSlots')}</p>
          <ul className={styles.list}>
            {offers.map((offer) => (
              <li key={offer.startsAt}>
                <Button
                  kind="secondary"
                  size="small"
                  aria-label={t('booking.review.chooseSlot', {
                    time: format.dayTime(offer.startsAt),
                  })}
                  onClick={() => onSelect(selectNextSlot(offer))}
                >
                  {format.dayTime(offer.startsAt)}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {isApiError(error, 'client-overlap') && (
        <p className={styles.offers}>
          <Link href="/sessions">{t('booking.review.seeSessions')}</Link>
        </p>
      )}
    </ErrorNotice>
  );
}

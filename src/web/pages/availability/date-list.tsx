import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRemoveDateHours } from '../../api/availability-queries';
import type { AffectedBooking, DateHours } from '../../api/api-types';
import { noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { ErrorNotice } from '../../components/display/error-notice';
import { showToast } from '../../components/overlays/toast';
import { timeLabel } from './time-field';
import { RemovableItem } from './removable-item';
import styles from './time-off-list.module.css';

interface DateListProps {
  dates: DateHours[];
  onChanged: (affected: AffectedBooking[]) => void;
}

/** The dates with hours of their own, in order. */
export function DateList({ dates, onChanged }: DateListProps): ReactElement {
  const { t } = useTranslation();
  const remove = useRemoveDateHours();
  const removeDate = (date: string): void =>
    remove.mutate(date, {
      onSuccess: ({ affected }) => {
        onChanged(affected);
        showToast({ title: t('availability.dates.removed') });
      },
    });
  return (
    <>
      <ul className={styles.list}>
        {dates.map((own) => (
          <DateItem
            key={own.date}
            own={own}
            isRemoving={remove.isPending && remove.variables === own.date}
            onRemove={() => removeDate(own.date)}
          />
        ))}
      </ul>
      {remove.error && <ErrorNotice error={remove.error} />}
    </>
  );
}

function DateItem({
  own: { date, hours },
  isRemoving,
  onRemove,
}: {
  own: DateHours;
  isRemoving: boolean;
  onRemove: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const times = hours.map(
    ({ startTime, endTime }) => `${timeLabel(startTime, format)}–${timeLabel(endTime, format)}`,
  );
  return (
    <RemovableItem
      label={t('availability.dates.remove', { date: format.day(noonOf(date)) })}
      isRemoving={isRemoving}
      onRemove={onRemove}
    >
      <span>{format.day(noonOf(date))}</span>
      <span>{times.length > 0 ? format.list(times) : t('availability.dates.off')}</span>
    </RemovableItem>
  );
}

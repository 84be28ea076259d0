import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { SelectField } from '../../components/controls/select-field';
import type { SelectedSlot } from './booking-draft';
import styles from './weeks-select.module.css';

const MAX_WEEKS = 12;

interface WeeksSelectProps {
  slot: SelectedSlot;
  weeks: number;
  onChange: (weeks: number) => void;
}

/** Once, or the same time every week; the last date of a series is shown. */
export function WeeksSelect({ slot, weeks, onChange }: WeeksSelectProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const options = Array.from({ length: MAX_WEEKS }, (_, index) => ({
    value: index + 1,
    label: index === 0 ? t('booking.weeks.once') : t('booking.weeks.every', { count: index + 1 }),
  }));
  const last = format.day(noonOf(addDays(slot.date, 7 * (weeks - 1))));
  return (
    <div className={styles.weeks}>
      <SelectField
        label={t('booking.weeks.label')}
        options={options}
        value={weeks}
        onChange={onChange}
      />
      <p className={styles.hint} role="status">
        {weeks === 1 ? t('booking.weeks.hint') : t('booking.weeks.until', { date: last })}
      </p>
    </div>
  );
}

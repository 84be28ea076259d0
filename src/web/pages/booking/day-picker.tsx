import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLatestStart } from '../../api/counseling-queries';
import { serverNow } from '../../api/server-clock';
import { addDays, localDay, noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { RadioOption, RadioGroup } from '../../components/controls/radio-group';
import styles from './day-picker.module.css';

const VISIBLE_DAYS = 14;

interface DayPickerProps {
  /** YYYY-MM-DD */
  day: string;
  onChange: (day: string) => void;
}

/** The coming days in a scrolling row; any later day by its date. */
export function DayPicker({ day, onChange }: DayPickerProps): ReactElement {
  const { t } = useTranslation();
  const today = localDay(serverNow());
  const container = useRef<HTMLDivElement>(null);
  const latest = useLatestStart();
  const lastDay = latest && localDay(Date.parse(latest));
  const days = Array.from({ length: VISIBLE_DAYS }, (_, index) => addDays(today, index)).filter(
    (one) => !lastDay || one <= lastDay,
  );
  if (!days.includes(day)) days.push(day);
  useEffect(() => {
    // Scrolls the row only, never the page.
    const selected = container.current?.querySelector<HTMLElement>('[data-checked]');
    const strip = selected?.parentElement;
    if (!selected || !strip) return;
    strip.scrollTo({ left: selected.offsetLeft - (strip.clientWidth - selected.offsetWidth) / 2 });
  }, [day]);
  return (
    <div ref={container} className={styles.days}>
      <RadioGroup label={t('booking.when.days')} className={styles.strip}>
        {(group) =>
          days.map((option, index) => (
            <RadioOption
              key={option}
              group={group}
              value={option}
              checked={option === day}
              onSelect={() => onChange(option)}
              className={styles.day}
            >
              <DayName day={option} daysAhead={index} />
            </RadioOption>
          ))
        }
      </RadioGroup>
      <OtherDay day={day} today={today} lastDay={lastDay} onChange={onChange} />
    </div>
  );
}

function OtherDay({
  day,
  today,
  lastDay,
  onChange,
}: DayPickerProps & { today: string; lastDay: string | undefined }): ReactElement {
  const { t } = useTranslation();
  return (
    <label className={styles.other}>
      <span>{t('booking.when.otherDay')}</span>
      <input
        type="date"
        value={day}
        min={today}
        max={lastDay}
        onChange={({ target: { validity, value } }) => validity.valid && value && onChange(value)}
      />
    </label>
  );
}

function DayName({ day, daysAhead }: { day: string; daysAhead: number }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const near = [t('booking.when.today'), t('booking.when.tomorrow')];
  const [weekday = '', date = ''] = format.shortDay(noonOf(day)).split(', ');
  return (
    <>
      <span className={styles.weekday}>{near[daysAhead] ?? weekday}</span>
      <span className={styles.date}>{date}</span>
    </>
  );
}

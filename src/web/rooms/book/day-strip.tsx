import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../api/server-clock';
import { addDays, localDay, noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import styles from './day-strip.module.css';

const SHOWN_DAYS = 14;
const FARTHEST_DAYS = 180;

/** The days from today on, to be pushed sideways; any later one by its date. */
export function DayStrip({
  day,
  onChange,
}: {
  day: string;
  onChange(day: string): void;
}): ReactElement {
  const { t } = useTranslation();
  const today = localDay(serverNow());
  const strip = useRef<HTMLDivElement>(null);
  const days = Array.from({ length: SHOWN_DAYS }, (_, index) => addDays(today, index));
  if (!days.includes(day)) days.push(day);
  useEffect(() => {
    const chosen = strip.current?.querySelector('[data-checked]');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [day]);
  return (
    <div className={styles['days']}>
      <RadioGroup
        ref={strip}
        aria-label={t('book.when.days')}
        className={styles['strip']}
        value={day}
        onValueChange={(next: string) => onChange(next)}
      >
        {days.map((one, index) => (
          <Day key={one} day={one} ahead={index} />
        ))}
      </RadioGroup>
      <label className={styles['other']}>
        <span>{t('book.when.otherDay')}</span>
        <input
          type="date"
          value={day}
          min={today}
          max={addDays(today, FARTHEST_DAYS)}
          onChange={(event) =>
            event.target.validity.valid && event.target.value && onChange(event.target.value)
          }
        />
      </label>
    </div>
  );
}

function Day({ day, ahead }: { day: string; ahead: number }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const noon = noonOf(day);
  const near = [t('book.when.today'), t('book.when.tomorrow')];
  const [weekday = '', date = ''] = format.shortDay(noon).split(', ');
  return (
    <Radio.Root value={day} className={styles['day']} aria-label={format.day(noon)}>
      <span className={styles['weekday']}>{near[ahead] ?? weekday}</span>
      <span className={styles['date']}>{date}</span>
    </Radio.Root>
  );
}

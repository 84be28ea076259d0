import { CopyCheck, Plus, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import { IconButton } from '../../components/controls/icon-button';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './day-hours.module.css';
import { timeLabel, TimeField } from './time-field';
import { WEEKDAYS, copyDay, removeInterval, addInterval, updateInterval } from './week-draft';
import type { DraftInterval, IntervalError, WeekDraft, Weekday } from './week-draft';

const DAY_NAMES = {
  1: 'monday',
  2: 'tuesday',
  3: 'wednesday',
  4: 'thursday',
  5: 'friday',
  6: 'saturday',
  7: 'sunday',
} as const;

interface DayHoursProps {
  weekday: Weekday;
  week: WeekDraft;
  errors: ReadonlyMap<string, IntervalError>;
  onChange: (week: WeekDraft) => void;
}

/** The hours of one weekday: none, one stretch or several. */
export function DayHours({ weekday, week, errors, onChange }: DayHoursProps): ReactElement {
  const { t } = useTranslation();
  const day = t(`availability.week.days.${DAY_NAMES[weekday]}`);
  const stretches = week[weekday];
  return (
    <li className={styles.day}>
      <h3 className={styles.name}>{day}</h3>
      <div className={styles.hours}>
        {stretches.length === 0 && <p className={styles.free}>{t('availability.week.dayOff')}</p>}
        {stretches.map((stretch) => (
          <IntervalFields
            key={stretch.key}
            {...{ day, interval: stretch }}
            error={errors.get(stretch.key)}
            onTimes={(times) => onChange(updateInterval(week, stretch.key, times))}
            onRemove={() => onChange(removeInterval(week, stretch.key))}
          />
        ))}
      </div>
      <div className={styles.acts}>
        <IconButton
          label={t('availability.week.addTo', { day })}
          onClick={() => onChange(addInterval(week, weekday))}
        >
          <Plus aria-hidden="true" size={22} />
        </IconButton>
        <IconButton
          label={t('availability.week.copyFrom', { day })}
          onClick={() => onChange(copyDay(week, weekday, WEEKDAYS))}
        >
          <CopyCheck aria-hidden="true" size={20} />
        </IconButton>
      </div>
    </li>
  );
}

interface IntervalFieldsProps {
  day: string;
  interval: DraftInterval;
  error: IntervalError | undefined;
  onTimes: (times: Partial<Pick<DraftInterval, 'start' | 'end'>>) => void;
  onRemove: () => void;
}

function IntervalFields({
  day,
  interval,
  error,
  onTimes,
  onRemove,
}: IntervalFieldsProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const faultId = `fault-${interval.key}`;
  const ties = error ? { 'aria-invalid': true as const, 'aria-describedby': faultId } : {};
  const isWholeDay = interval.start === '00:00' && interval.end === '24:00';
  const [start, end] = [timeLabel(interval.start, format), timeLabel(interval.end, format)];
  return (
    <div className={styles.stretch}>
      <div className={styles.times}>
        <TimeField
          {...{ aria: ties, kind: 'start', value: interval.start }}
          label={t('availability.week.start', { day })}
          onChange={(next) => onTimes({ start: next })}
        />
        <span aria-hidden="true">–</span>
        <TimeField
          {...{ aria: ties, kind: 'end', value: interval.end }}
          label={t('availability.week.end', { day })}
          onChange={(next) => onTimes({ end: next })}
        />
        <IconButton label={t('availability.week.remove', { day, start, end })} onClick={onRemove}>
          <Trash2 aria-hidden="true" size={20} />
        </IconButton>
      </div>
      {isWholeDay && <p className={styles.whole}>{t('availability.week.wholeDay')}</p>}
      {error && (
        <p id={faultId} className={styles.fault}>
          <VisuallyHidden>{day}: </VisuallyHidden>
          {t(`availability.week.errors.${error}`)}
        </p>
      )}
    </div>
  );
}

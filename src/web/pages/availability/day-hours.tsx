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

/** The intervals of one weekday. */
export function DayHours({ weekday, week, errors, onChange }: DayHoursProps): ReactElement {
  const { t } = useTranslation();
  const day = t(`availability.week.days.${DAY_NAMES[weekday]}`);
  const intervals = week[weekday];
  return (
    <li className={styles.day}>
      <h3 className={styles.name}>{day}</h3>
      <div className={styles.hours}>
        {intervals.length === 0 && <p className={styles.dayOff}>{t('availability.week.dayOff')}</p>}
        {intervals.map((interval) => (
          <IntervalFields
            key={interval.key}
            day={day}
            interval={interval}
            error={errors.get(interval.key)}
            onTimes={(times) => onChange(updateInterval(week, interval.key, times))}
            onRemove={() => onChange(removeInterval(week, interval.key))}
          />
        ))}
      </div>
      <div className={styles.actions}>
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

/** Start and end of an interval; `day` names it for screen readers. */
export function IntervalFields(props: IntervalFieldsProps): ReactElement {
  const { day, interval, error, onTimes, onRemove } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const errorId = `error-${interval.key}`;
  const aria = error ? { 'aria-invalid': true as const, 'aria-describedby': errorId } : {};
  const isWholeDay = interval.start === '00:00' && interval.end === '24:00';
  const [start, end] = [timeLabel(interval.start, format), timeLabel(interval.end, format)];
  return (
    <div className={styles.interval}>
      <div className={styles.times}>
        <TimeField
          kind="start"
          aria={aria}
          value={interval.start}
          label={t('availability.week.start', { day })}
          onChange={(next) => onTimes({ start: next })}
        />
        <span aria-hidden="true">–</span>
        <TimeField
          kind="end"
          aria={aria}
          value={interval.end}
          label={t('availability.week.end', { day })}
          onChange={(next) => onTimes({ end: next })}
        />
        <IconButton label={t('availability.week.remove', { day, start, end })} onClick={onRemove}>
          <Trash2 aria-hidden="true" size={20} />
        </IconButton>
      </div>
      {isWholeDay && <p className={styles.whole}>{t('availability.week.wholeDay')}</p>}
      {error && <IntervalErrorText id={errorId} day={day} error={error} />}
    </div>
  );
}

function IntervalErrorText(props: { id: string; day: string; error: IntervalError }): ReactElement {
  const { t } = useTranslation();
  return (
    <p id={props.id} className={styles.error}>
      <VisuallyHidden>{props.day}: </VisuallyHidden>
      {t(`availability.week.errors.${props.error}`)}
    </p>
  );
}

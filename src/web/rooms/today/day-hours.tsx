import { CopyCheck, Plus, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './day-hours.module.css';
import { TimeField } from './time-field';
import { WEEKDAYS, withCopies, withoutStretch, withStretch, withTimes } from './week-draft';
import type { DraftStretch, StretchFault, WeekDraft, Weekday } from './week-draft';

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
  faults: ReadonlyMap<string, StretchFault>;
  onChange: (week: WeekDraft) => void;
}

/** The hours of one weekday: none, one stretch or several. */
export function DayHours({ weekday, week, faults, onChange }: DayHoursProps): ReactElement {
  const { t } = useTranslation();
  const day = t(`availability.week.days.${DAY_NAMES[weekday]}`);
  const stretches = week[weekday];
  return (
    <li className={styles['day']}>
      <h3 className={styles['name']}>{day}</h3>
      <div className={styles['hours']}>
        {stretches.length === 0 && <p className={styles['free']}>{t('availability.week.free')}</p>}
        {stretches.map((stretch) => (
          <Stretch
            key={stretch.key}
            {...{ day, stretch }}
            fault={faults.get(stretch.key)}
            onTimes={(times) => onChange(withTimes(week, stretch.key, times))}
            onRemove={() => onChange(withoutStretch(week, stretch.key))}
          />
        ))}
        <DayActs {...{ weekday, week, day, onChange }} />
      </div>
    </li>
  );
}

function DayActs({
  weekday,
  week,
  day,
  onChange,
}: Omit<DayHoursProps, 'faults'> & { day: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles['acts']}>
      <Button
        kind="quiet"
        size="small"
        icon={<Plus aria-hidden="true" size={18} />}
        aria-label={t('availability.week.addTo', { day })}
        onClick={() => onChange(withStretch(week, weekday))}
      >
        {t('availability.week.add')}
      </Button>
      {week[weekday].length > 0 && (
        <Button
          kind="quiet"
          size="small"
          icon={<CopyCheck aria-hidden="true" size={18} />}
          aria-label={t('availability.week.copyFrom', { day })}
          onClick={() => onChange(withCopies(week, weekday, WEEKDAYS))}
        >
          {t('availability.week.copy')}
        </Button>
      )}
    </div>
  );
}

interface StretchProps {
  day: string;
  stretch: DraftStretch;
  fault: StretchFault | undefined;
  onTimes: (times: Partial<Pick<DraftStretch, 'start' | 'end'>>) => void;
  onRemove: () => void;
}

function Stretch({ day, stretch, fault, onTimes, onRemove }: StretchProps): ReactElement {
  const { t } = useTranslation();
  const { start, end } = stretch;
  const isWholeDay = start === '00:00' && end === '00:00';
  const faultId = `fault-${stretch.key}`;
  const marks = fault ? { 'aria-invalid': true as const, 'aria-describedby': faultId } : {};
  return (
    <div className={styles['stretch']}>
      <div className={styles['times']}>
        <TimeField
          {...marks}
          label={t('availability.week.start', { day })}
          value={start}
          onChange={(next) => onTimes({ start: next })}
        />
        <span aria-hidden="true">–</span>
        <TimeField
          {...marks}
          label={t('availability.week.end', { day })}
          value={end}
          onChange={(next) => onTimes({ end: next })}
        />
        <IconButton label={t('availability.week.remove', { day, start, end })} onClick={onRemove}>
          <Trash2 aria-hidden="true" size={20} />
        </IconButton>
      </div>
      {isWholeDay && <p className={styles['whole']}>{t('availability.week.wholeDay')}</p>}
      {fault && (
        <p id={faultId} className={styles['fault']}>
          <VisuallyHidden>{day}: </VisuallyHidden>
          {t(`availability.week.faults.${fault}`)}
        </p>
      )}
    </div>
  );
}

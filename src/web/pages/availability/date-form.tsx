import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetDateHours } from '../../api/availability-queries';
import type { AffectedBooking } from '../../api/api-types';
import { serverNow } from '../../api/server-clock';
import { addDays, noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { zonedText } from '../../i18n/zoned-time';
import { Button } from '../../components/controls/button';
import { TextField } from '../../components/controls/field';
import { ErrorNotice } from '../../components/display/error-notice';
import { showToast } from '../../components/overlays/toast';
import { IntervalFields } from './day-hours';
import styles from './date-form.module.css';
import { dayErrors, nextInterval } from './week-draft';
import type { DraftInterval } from './week-draft';

interface DateFormProps {
  /** Of the hours. */
  zone: string;
  onSaved: (affected: AffectedBooking[]) => void;
  onCancel: () => void;
}

/** A date and its hours; without hours, the date is off. */
export function DateForm({ zone, onSaved, onCancel }: DateFormProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const today = zonedText(serverNow(), zone).slice(0, 10);
  const [date, setDate] = useState(() => addDays(today, 1));
  const [intervals, setIntervals] = useState<DraftInterval[]>(() => [nextInterval([])]);
  const form = useDateForm({ date, intervals, isPast: date < today, onSaved });
  const day = date ? format.day(noonOf(date)) : t('availability.dates.date');
  return (
    <form noValidate className={styles.form} onSubmit={form.submit}>
      <TextField
        autoFocus
        type="date"
        min={today}
        className={styles.date}
        label={t('availability.dates.date')}
        description={date ? day : undefined}
        error={form.isDateWrong && t('availability.dates.errors.missing')}
        value={date}
        onChange={setDate}
      />
      <HoursFields day={day} intervals={intervals} errors={form.errors} onChange={setIntervals} />
      {form.save.error && <ErrorNotice error={form.save.error} />}
      <div className={styles.actions}>
        <Button kind="quiet" onClick={onCancel}>
          {t('availability.timeOff.cancel')}
        </Button>
        <Button type="submit" busy={form.save.isPending}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}

interface HoursFieldsProps {
  day: string;
  intervals: DraftInterval[];
  errors: ReturnType<typeof dayErrors>;
  onChange: (intervals: DraftInterval[]) => void;
}

function HoursFields({ day, intervals, errors, onChange }: HoursFieldsProps): ReactElement {
  const { t } = useTranslation();
  const update = (key: string, times: Partial<DraftInterval>): void =>
    onChange(intervals.map((one) => (one.key === key ? { ...one, ...times } : one)));
  return (
    <fieldset className={styles.hours}>
      <legend className={styles.legend}>{t('availability.dates.hours')}</legend>
      {intervals.length === 0 && <p>{t('availability.dates.off')}</p>}
      {intervals.map((interval) => (
        <IntervalFields
          key={interval.key}
          day={day}
          interval={interval}
          error={errors.get(interval.key)}
          onTimes={(times) => update(interval.key, times)}
          onRemove={() => onChange(intervals.filter(({ key }) => key !== interval.key))}
        />
      ))}
      <Button
        kind="quiet"
        size="small"
        className={styles.add}
        icon={<Plus aria-hidden="true" size={18} />}
        onClick={() => onChange([...intervals, nextInterval(intervals)])}
      >
        {t('availability.dates.addHours')}
      </Button>
    </fieldset>
  );
}

const NO_ERRORS: ReturnType<typeof dayErrors> = new Map();

function useDateForm({
  date,
  intervals,
  isPast,
  onSaved,
}: Pick<DateFormProps, 'onSaved'> & {
  date: string;
  intervals: DraftInterval[];
  isPast: boolean;
}): {
  save: ReturnType<typeof useSetDateHours>;
  errors: ReturnType<typeof dayErrors>;
  isDateWrong: boolean;
  submit: (event: FormEvent) => void;
} {
  const { t } = useTranslation();
  const save = useSetDateHours();
  const [hasTried, setTried] = useState(false);
  const errors = dayErrors(intervals);
  const isDateWrong = date === '' || isPast;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isDateWrong || errors.size > 0 || save.isPending) return;
    const hours = intervals.map(({ start, end }) => ({ startTime: start, endTime: end }));
    save.mutate(
      { date, hours },
      {
        onSuccess: ({ affected }) => {
          showToast({ title: t('availability.dates.saved') });
          onSaved(affected);
        },
      },
    );
  };
  const shown = hasTried ? errors : NO_ERRORS;
  return { save, errors: shown, isDateWrong: hasTried && isDateWrong, submit };
}

import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetHours } from '../../api/availability-queries';
import type { AffectedBooking, OwnAvailability, Psychologist } from '../../api/api-types';
import { Button } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { ErrorNotice } from '../../components/display/error-notice';
import { showToast } from '../../components/overlays/toast';
import { DayHours } from './day-hours';
import { weekDraftFrom, weekErrors, weeklyHoursFrom, isSameWeek, WEEKDAYS } from './week-draft';
import type { IntervalError, WeekDraft } from './week-draft';
import styles from './week-editor.module.css';
import { TimeZoneSelect } from './time-zone-select';

interface WeekEditorProps {
  own: Psychologist;
  onChanged: (affected: AffectedBooking[]) => void;
}

/** Weekly hours, saved as a whole. */
export function WeekEditor({ own, onChanged }: WeekEditorProps): ReactElement {
  const { t } = useTranslation();
  const editor = useWeekEditor(own, onChanged);
  const { week, setWeek, visibleErrors, save } = editor;
  const card = useRef<HTMLDivElement>(null);
  // The invalid field may be far above the button.
  useEffect(() => {
    if (editor.submitCount > 0) card.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [editor.submitCount]);
  return (
    <section aria-labelledby="week-title">
      <Card ref={card} className={styles.editor}>
        <h2 id="week-title">{t('availability.week.title')}</h2>
        <TimeZoneSelect zone={editor.zone} onChange={editor.setZone} />
        <ul className={styles.days}>
          {WEEKDAYS.map((weekday) => (
            <DayHours
              key={weekday}
              weekday={weekday}
              week={week}
              errors={visibleErrors}
              onChange={setWeek}
            />
          ))}
        </ul>
        {save.error && <ErrorNotice error={save.error} />}
        {visibleErrors.size > 0 && (
          <p role="alert" className={styles.error}>
            {t('availability.week.hasErrors')}
          </p>
        )}
        {editor.isChanged && (
          <SaveBar busy={save.isPending} onSave={editor.submit} onDiscard={editor.discard} />
        )}
      </Card>
    </section>
  );
}

interface WeekEditorState {
  week: WeekDraft;
  zone: string;
  isChanged: boolean;
  /** Attempts to save this draft. */
  submitCount: number;
  /** Empty before the first attempt. */
  visibleErrors: ReadonlyMap<string, IntervalError>;
  save: ReturnType<typeof useSetHours>;
  setWeek: (week: WeekDraft) => void;
  setZone: (zone: string) => void;
  submit: () => void;
  discard: () => void;
}

function useWeekEditor(
  own: Psychologist,
  onChanged: WeekEditorProps['onChanged'],
): WeekEditorState {
  const { t } = useTranslation();
  const save = useSetHours();
  const [week, setWeek] = useState(() => weekDraftFrom(own.weeklyHours));
  const [zone, setZone] = useState(own.timezone);
  const [submitCount, setSubmitCount] = useState(0);
  const isChanged = useIsChanged(own, week, zone);
  const errors = weekErrors(week);
  const reset = ({ weeklyHours, timezone }: Psychologist): void => {
    setWeek(weekDraftFrom(weeklyHours));
    setZone(timezone);
    setSubmitCount(0);
    save.reset();
  };
  const submit = (): void => {
    setSubmitCount(submitCount + 1);
    if (errors.size > 0) return;
    const onSuccess = ({ affected, ...saved }: OwnAvailability): void => {
      reset(saved);
      onChanged(affected);
      showToast({ title: t('availability.week.saved') });
    };
    save.mutate({ hours: weeklyHoursFrom(week), timezone: zone }, { onSuccess });
  };
  return {
    week,
    zone,
    isChanged,
    submitCount,
    save,
    setWeek,
    setZone,
    submit,
    visibleErrors: submitCount > 0 ? errors : NO_ERRORS,
    discard: () => reset(own),
  };
}

/** Whether there is something to save; leaving the page then asks first. */
function useIsChanged(own: Psychologist, week: WeekDraft, zone: string): boolean {
  const isChanged = zone !== own.timezone || !isSameWeek(week, weekDraftFrom(own.weeklyHours));
  useWarnBeforeLeaving(isChanged);
  return isChanged;
}

const NO_ERRORS: ReadonlyMap<string, IntervalError> = new Map();

function SaveBar(props: {
  busy: boolean;
  onSave: () => void;
  onDiscard: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.bar}>
      <p className={styles.unsaved} role="status">
        {t('availability.week.unsaved')}
      </p>
      <Button kind="quiet" onClick={props.onDiscard}>
        {t('availability.week.discard')}
      </Button>
      <Button busy={props.busy} onClick={props.onSave}>
        {t('common.save')}
      </Button>
    </div>
  );
}

function useWarnBeforeLeaving(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isChanged]);
}

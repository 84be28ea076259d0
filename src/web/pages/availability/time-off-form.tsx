import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import { useAddTimeOff } from '../../api/availability-queries';
import type { AffectedBooking, Psychologist } from '../../api/api-types';
import { serverNow } from '../../api/server-clock';
import { useFormat } from '../../i18n/use-format';
import { zonedInstant } from '../../i18n/zoned-time';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { TextField } from '../../components/controls/field';
import { showToast } from '../../components/overlays/toast';
import { timeOffErrors, timeOffSpan, tomorrow } from './time-off-draft';
import type { TimeOffDraft, TimeOffErrors } from './time-off-draft';
import styles from './time-off-form.module.css';

interface TimeOffFormProps {
  /** Of the practice: the times of the form are in it, wherever the device is. */
  zone: string;
  others: Psychologist['timeOff'];
  onAdded: (affected: AffectedBooking[]) => void;
  onCancel: () => void;
}

/** Start and end of a time off, in the time zone of the hours. */
export function TimeOffForm({ zone, others, onAdded, onCancel }: TimeOffFormProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [draft, setDraft] = useState(() => tomorrow(serverNow(), zone));
  const { add, errors, submit } = useAddTimeOffForm({ draft, zone, others, onAdded });
  const field = (name: keyof TimeOffDraft) => ({
    name,
    zone,
    draft,
    error: errors[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const isFieldError = isApiError(add.error, 'invalid-input');
  return (
    <form noValidate className={styles.form} onSubmit={submit}>
      <div className={styles.fields}>
        <DateTimeField {...field('start')} autoFocus />
        <DateTimeField {...field('end')} />
      </div>
      <p className={styles.hint}>
        {t('availability.timeOff.zone', { zone: format.zoneName(zone) })}
      </p>
      {add.error && !isFieldError && <ErrorNotice error={add.error} />}
      <div className={styles.actions}>
        <Button kind="quiet" onClick={onCancel}>
          {t('availability.timeOff.cancel')}
        </Button>
        <Button type="submit" busy={add.isPending}>
          {t('availability.timeOff.add')}
        </Button>
      </div>
    </form>
  );
}

function useAddTimeOffForm({
  draft,
  zone,
  others,
  onAdded,
}: Pick<TimeOffFormProps, 'zone' | 'others' | 'onAdded'> & { draft: TimeOffDraft }): {
  add: ReturnType<typeof useAddTimeOff>;
  errors: TimeOffErrors;
  submit: (event: FormEvent) => void;
} {
  const { t } = useTranslation();
  const add = useAddTimeOff();
  const [hasTried, setTried] = useState(false);
  const ownErrors = timeOffErrors(draft, { others, now: serverNow(), zone });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.values(ownErrors).filter(Boolean).length > 0 || add.isPending) return;
    add.mutate(timeOffSpan(draft, zone), {
      onSuccess: ({ affected }) => {
        showToast({ title: t('availability.timeOff.added') });
        onAdded(affected);
      },
    });
  };
  return { add, errors: hasTried ? { ...rejectedFields(add.error), ...ownErrors } : {}, submit };
}

/** Fields that only the API rejects. */
function rejectedFields(error: unknown): TimeOffErrors {
  if (!isApiError(error, 'invalid-input')) return {};
  const fields = (error.details.fields ?? []).map(({ field }) => field);
  return {
    start: fields.includes('startsAt') ? 'rejected' : undefined,
    end: fields.includes('endsAt') ? 'rejected' : undefined,
  };
}

interface DateTimeFieldProps {
  name: keyof TimeOffDraft;
  zone: string;
  draft: TimeOffDraft;
  error: TimeOffErrors[keyof TimeOffDraft];
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

/** The browser formats the input its own way; the description repeats it in the page's language. */
function DateTimeField({ name, zone, draft, error, ...input }: DateTimeFieldProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const value = draft[name];
  const at = zonedInstant(value, zone);
  return (
    <TextField
      {...input}
      type="datetime-local"
      label={t(`availability.timeOff.${name}`)}
      description={Number.isNaN(at) ? undefined : format.dayTime(at, zone)}
      error={error && t(`availability.timeOff.errors.${error}`)}
      value={value}
    />
  );
}

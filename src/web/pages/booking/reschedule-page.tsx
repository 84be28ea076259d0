import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useCounseling, useRescheduleCounseling } from '../../api/counseling-queries';
import { serverNow } from '../../api/server-clock';
import { useFormat } from '../../i18n/use-format';
import { Button, ButtonLink } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { newBookingDraft } from './booking-draft';
import type { BookingDraft, SelectedSlot, CompleteBookingDraft } from './booking-draft';
import styles from './selection-step.module.css';
import { BookingError } from './booking-error';
import { SlotPicker } from './slot-picker';

const MINUTE = 60_000;

interface RescheduleProps {
  /** Where the user came from. */
  overview: { path: string; label: string };
  /** Name of the other participant. */
  otherOf: (counseling: Counseling) => string;
  onMoved: (counseling: Counseling) => void;
}

/** Another time for a booking, with the same psychologist and duration. */
export function ReschedulePage({ id, ...props }: RescheduleProps & { id: string }): ReactElement {
  const { t } = useTranslation();
  const { data: counseling, error, refetch } = useCounseling(id);
  if (!counseling) {
    return (
      <Page title={t('booking.reschedule.title')}>
        {error ? (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton lines={4} />
        )}
      </Page>
    );
  }
  const canReschedule =
    counseling.status === 'booked' && (counseling.chatSession?.status ?? 'pending') === 'pending';
  const isTooLate = serverNow() > Date.parse(counseling.changeableUntil);
  if (canReschedule && !isTooLate) return <RescheduleForm counseling={counseling} {...props} />;
  return (
    <Page title={t('booking.reschedule.title')}>
      <EmptyState
        title={t(canReschedule ? 'booking.reschedule.tooLate' : 'booking.reschedule.over')}
        action={<ButtonLink href={props.overview.path}>{props.overview.label}</ButtonLink>}
      />
    </Page>
  );
}

function RescheduleForm({
  counseling,
  overview,
  otherOf,
  onMoved,
}: RescheduleProps & { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [draft, setDraft] = useState(() => rescheduleDraft(counseling));
  const reschedule = useRescheduleCounseling(counseling.id);
  const { slot } = draft;
  const submit = ({ slot: { date, startTime, endTime }, timezone }: CompleteBookingDraft): void =>
    reschedule.mutate({ date, startTime, endTime, timezone }, { onSuccess: onMoved });
  const change = (next: BookingDraft): void => {
    reschedule.reset();
    setDraft(next);
  };
  const intro = t('booking.reschedule.intro', {
    time: format.dayTime(counseling.scheduledAt),
    name: otherOf(counseling),
  });
  return (
    <Page title={t('booking.reschedule.title')} intro={intro}>
      <SlotPicker draft={draft} onChange={change} />
      {reschedule.error && (
        <BookingError
          error={reschedule.error}
          onSelect={(next) => change({ ...draft, slot: next, day: next.date })}
        />
      )}
      <RescheduleBar
        slot={slot}
        busy={reschedule.isPending}
        backPath={overview.path}
        onConfirm={() => slot && submit({ ...draft, slot })}
      />
    </Page>
  );
}

function RescheduleBar({
  slot,
  busy,
  backPath,
  onConfirm,
}: {
  slot: SelectedSlot | undefined;
  busy: boolean;
  backPath: string;
  onConfirm: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.bar} data-bottom-bar={slot && true}>
      <ButtonLink kind="quiet" href={backPath}>
        {t('common.back')}
      </ButtonLink>
      <Button disabled={!slot} busy={busy} onClick={onConfirm}>
        {slot
          ? t('booking.reschedule.confirm', { time: format.dayTime(slot.startsAt) })
          : t('booking.selection.none')}
      </Button>
    </div>
  );
}

function rescheduleDraft({ scheduledAt, endsAt, method, psychologist }: Counseling): BookingDraft {
  return {
    ...newBookingDraft(),
    method,
    psychologistId: psychologist.id,
    duration: Math.round((Date.parse(endsAt) - Date.parse(scheduledAt)) / MINUTE),
  };
}

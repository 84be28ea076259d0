import { useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { BookedCounseling, Psychologist } from '../../api/api-types';
import { useBookCounseling, useBookSeries, usePsychologists } from '../../api/counseling-queries';
import { Button } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { TextAreaField } from '../../components/controls/field';
import { Page } from '../../components/display/page';
import { showToast } from '../../components/overlays/toast';
import { toBookingRequest } from './booking-draft';
import type { BookingDraft, SelectedSlot, CompleteBookingDraft } from './booking-draft';
import { BookingSummary } from './booking-summary';
import styles from './review-step.module.css';
import { BookingError } from './booking-error';
import { WeeksSelect } from './weeks-select';

const MAX_NOTE_LENGTH = 5_000;

interface ReviewStepProps {
  draft: CompleteBookingDraft;
  onChange: (draft: BookingDraft) => void;
}

export function ReviewStep({ draft, onChange }: ReviewStepProps): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { error, busy, confirm, reset } = useConfirmBooking({ draft, onChange });
  const psychologists = usePossiblePsychologists(draft);
  const { slot, method, note, weeks } = draft;
  const summary = useRef<HTMLDivElement>(null);
  const selectInstead = (next: SelectedSlot): void => {
    reset();
    summary.current?.focus();
    onChange({ ...draft, slot: next, day: next.date });
  };
  return (
    <Page title={t('booking.review.title')}>
      <Card ref={summary} tabIndex={-1}>
        <BookingSummary {...slot} method={method} psychologists={psychologists} />
      </Card>
      <TextAreaField
        label={`${t('booking.review.note')} (${t('common.optional')})`}
        description={t('booking.review.noteHint')}
        maxLength={MAX_NOTE_LENGTH}
        value={note}
        onChange={(next) => onChange({ ...draft, note: next })}
      />
      <WeeksSelect
        slot={slot}
        weeks={weeks}
        onChange={(next) => onChange({ ...draft, weeks: next })}
      />
      {error && <BookingError error={error} onSelect={selectInstead} />}
      <p className={styles.rule}>{t('booking.review.cancelRule')}</p>
      <ReviewActions busy={busy} onConfirm={confirm} onBack={() => navigate('/book')} />
    </Page>
  );
}

/** The selected psychologist, or all available at that time. */
function usePossiblePsychologists({ psychologistId, slot }: CompleteBookingDraft): Psychologist[] {
  const { data: psychologists = [] } = usePsychologists();
  return psychologists.filter(({ id }) =>
    psychologistId ? id === psychologistId : slot.psychologistIds.includes(id),
  );
}

function useConfirmBooking({ draft, onChange }: ReviewStepProps): {
  error: Error | null;
  busy: boolean;
  confirm: () => void;
  reset: () => void;
} {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const book = useBookCounseling();
  const series = useBookSeries();
  const reset = (): void => {
    book.reset();
    series.reset();
  };
  const finish = (id: string | undefined): void => {
    onChange({ ...draft, slot: undefined, note: '', weeks: 1 });
    navigate(`/book?booked=${id ?? ''}&weeks=${draft.weeks}`, { replace: true });
  };
  const onSuccess = ({ id, ambiguousTimes }: BookedCounseling): void => {
    const [title, text] = [t('booking.done.title'), t('booking.review.ambiguous')];
    if (ambiguousTimes) showToast({ title, text });
    finish(id);
  };
  const confirm = (): void => {
    reset();
    const request = toBookingRequest(draft);
    const { weeks } = draft;
    if (weeks === 1) book.mutate(request, { onSuccess });
    else
      series.mutate({ ...request, weeks }, { onSuccess: (all) => finish(all.counselings[0]?.id) });
  };
  const busy = book.isPending || series.isPending;
  return { error: book.error ?? series.error, busy, confirm, reset };
}

function ReviewActions({
  busy,
  onConfirm,
  onBack,
}: {
  busy: boolean;
  onConfirm: () => void;
  onBack: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.actions}>
      <Button busy={busy} onClick={onConfirm}>
        {t('booking.review.confirm')}
      </Button>
      <Button kind="secondary" onClick={onBack}>
        {t('booking.review.change')}
      </Button>
    </div>
  );
}

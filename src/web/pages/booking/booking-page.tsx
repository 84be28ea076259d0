import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { SelectionStep } from './selection-step';
import { Skeleton } from '../../components/display/skeleton';
import { lazyComponent } from '../../components/overlays/lazy-component';
import type { BookingDraft } from './booking-draft';
import { newBookingDraft } from './booking-draft';

/* The first step is loaded with the page. */
const loading = <Skeleton height="card" />;
const ReviewStep = lazyComponent(() => import('./review-step').then((m) => m.ReviewStep), loading);
const ConfirmationStep = lazyComponent(
  () => import('./confirmation-step').then((m) => m.ConfirmationStep),
  loading,
);
const ReschedulePage = lazyComponent(
  () => import('./reschedule-page').then((m) => m.ReschedulePage),
  loading,
);

/** Select, review, confirmation: the step is part of the URL, so that Back works without losing the draft. */
export function BookingPage(): ReactElement {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState<BookingDraft>(newBookingDraft);
  const rescheduledId = search.get('move');
  const bookedId = search.get('booked');
  if (rescheduledId !== null) return <MoveBooking key={rescheduledId} id={rescheduledId} />;
  if (bookedId !== null)
    return (
      <ConfirmationStep
        id={bookedId}
        weeks={Number(search.get('weeks') ?? 1)}
        isRescheduled={search.has('moved')}
      />
    );
  if (search.get('step') === 'review' && draft.slot) {
    return <ReviewStep draft={{ ...draft, slot: draft.slot }} onChange={setDraft} />;
  }
  return (
    <SelectionStep draft={draft} onChange={setDraft} onDone={() => navigate('/book?step=review')} />
  );
}

function MoveBooking({ id }: { id: string }): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return (
    <ReschedulePage
      id={id}
      overview={{ path: '/sessions', label: t('booking.done.sessions') }}
      otherOf={({ psychologist }) => psychologist.fullName}
      onMoved={() => navigate(`/book?booked=${id}&moved`, { replace: true })}
    />
  );
}

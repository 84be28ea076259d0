import { useState } from 'react';
import type { ReactElement } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ConfirmationStep } from './confirmation-step';
import { SelectionStep } from './selection-step';
import { ReschedulePage } from './reschedule-page';
import { ReviewStep } from './review-step';
import type { BookingDraft } from './booking-draft';
import { newBookingDraft } from './booking-draft';

/** Select, review, confirmation: the step is part of the URL, so that Back works without losing the draft. */
export function BookingPage(): ReactElement {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState<BookingDraft>(newBookingDraft);
  const rescheduledId = search.get('move');
  const bookedId = search.get('booked');
  if (rescheduledId !== null) return <ReschedulePage key={rescheduledId} id={rescheduledId} />;
  if (bookedId !== null)
    return <ConfirmationStep id={bookedId} isRescheduled={search.has('moved')} />;
  if (search.get('step') === 'review' && draft.slot) {
    return <ReviewStep draft={{ ...draft, slot: draft.slot }} onChange={setDraft} />;
  }
  return (
    <SelectionStep draft={draft} onChange={setDraft} onDone={() => navigate('/book?step=review')} />
  );
}

import { useState } from 'react';
import type { ReactElement } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ConfirmationStep } from './confirmation-step';
import { SelectionStep } from './selection-step';
import { ReschedulePage } from './reschedule-page';
import { ReviewStep } from './review-step';
import type { BookingDraft } from './booking-draft';
import { newBookingDraft } from './booking-draft';

/**
 * Booking in three pages: choose, review, done. The page is part of the address, so that the
 * browser's own way back works; what was chosen is kept while one goes to and fro.
 */
export function BookingPage(): ReactElement {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [choosing, setChoosing] = useState<BookingDraft>(newBookingDraft);
  const moved = search.get('move');
  const booked = search.get('booked');
  if (moved !== null) return <ReschedulePage key={moved} id={moved} />;
  if (booked !== null) return <ConfirmationStep id={booked} isRescheduled={search.has('moved')} />;
  if (search.get('step') === 'review' && choosing.slot) {
    return <ReviewStep draft={{ ...choosing, slot: choosing.slot }} onChange={setChoosing} />;
  }
  return (
    <SelectionStep
      draft={choosing}
      onChange={setChoosing}
      onDone={() => navigate('/book?step=review')}
    />
  );
}

import { useState } from 'react';
import type { ReactElement } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { BookedStep } from './booked-step';
import { ChooseStep } from './choose-step';
import { MoveRoom } from './move-room';
import { ReviewStep } from './review-step';
import type { Choosing } from './choosing';
import { startChoosing } from './choosing';

/**
 * Booking in three pages: choose, review, done. The page is part of the address, so that the
 * browser's own way back works; what was chosen is kept while one goes to and fro.
 */
export function BookRoom(): ReactElement {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [choosing, setChoosing] = useState<Choosing>(startChoosing);
  const moved = search.get('move');
  const booked = search.get('booked');
  if (moved !== null) return <MoveRoom key={moved} id={moved} />;
  if (booked !== null) return <BookedStep id={booked} isMoved={search.has('moved')} />;
  if (search.get('step') === 'review' && choosing.slot) {
    return <ReviewStep choosing={{ ...choosing, slot: choosing.slot }} onChange={setChoosing} />;
  }
  return (
    <ChooseStep
      choosing={choosing}
      onChange={setChoosing}
      onDone={() => navigate('/book?step=review')}
    />
  );
}

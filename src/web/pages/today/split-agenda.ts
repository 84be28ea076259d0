import type { Counseling } from '../../api/api-types';

/** What is behind one of a day, and what still counts; each by time. */
export interface SplitAgenda {
  past: Counseling[];
  upcoming: Counseling[];
}

/** A session that ended early is behind one; one that was cancelled, when its time has passed. */
export function splitAgenda(booked: readonly Counseling[], now: number): SplitAgenda {
  const isPast = ({ status, endsAt }: Counseling): boolean =>
    status === 'completed' || (status === 'cancelled' && Date.parse(endsAt) <= now);
  return {
    past: booked.filter(isPast),
    upcoming: booked.filter((one) => !isPast(one)),
  };
}

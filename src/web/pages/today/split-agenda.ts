import type { Counseling } from '../../api/api-types';

export interface SplitAgenda {
  past: Counseling[];
  upcoming: Counseling[];
}

/** A completed session is past immediately, a cancelled one only after its planned end. */
export function splitAgenda(booked: readonly Counseling[], now: number): SplitAgenda {
  const isPast = ({ status, endsAt }: Counseling): boolean =>
    status === 'completed' || (status === 'cancelled' && Date.parse(endsAt) <= now);
  return {
    past: booked.filter(isPast),
    upcoming: booked.filter((counseling) => !isPast(counseling)),
  };
}

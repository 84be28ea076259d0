import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { loadAvailability } from './availability-repository';
import { viewPsychologist } from './psychologist-view';
import type { PsychologistView, TimeOffView } from './psychologist-view';

export type ListedPsychologist = Omit<PsychologistView, 'timeOff'> & {
  /** With an id where it is one's own, to take it back by. */
  timeOff: (Omit<TimeOffView, 'id'> & { id?: string })[];
};

/** Every psychologist with weekly hours and the time off that is not over yet. */
export async function listPsychologists(
  services: { db: Db; clock: Clock },
  principal: Principal,
): Promise<ListedPsychologist[]> {
  const psychologists = await loadAvailability(services.db.source.manager, {
    from: new Date(services.clock.now()),
  });
  return psychologists.map(viewPsychologist).map((view) => {
    if (view.id === principal.id) return view;
    return { ...view, timeOff: view.timeOff.map(({ id: _, ...span }) => span) };
  });
}

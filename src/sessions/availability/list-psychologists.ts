import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { loadAvailability } from './availability-repository';
import { viewPsychologist } from './psychologist-view';
import type { PsychologistView, TimeOffView } from './psychologist-view';

export type ListedPsychologist = Omit<PsychologistView, 'timeOff'> & {
  /** The id is included for the psychologist's own time off, to remove it. */
  timeOff: (Omit<TimeOffView, 'id'> & { id?: string })[];
};

/** All psychologists with weekly hours and current or future time off. */
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

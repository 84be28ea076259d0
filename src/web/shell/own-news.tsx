import { Suspense, lazy } from 'react';
import type { ReactElement } from 'react';
import type { Role } from '../../words';

const PsychologistUpdates = lazy(() =>
  import('./psychologist-desk').then((module) => ({ default: module.PsychologistUpdates })),
);
const DefaultUpdates = lazy(() =>
  import('./plain-news').then((module) => ({ default: module.DefaultUpdates })),
);

/** News of mine as they come, in every room; loaded after the room itself. */
export function LiveUpdates({ role }: { role: Role }): ReactElement {
  return (
    <Suspense fallback={null}>
      {role === 'psychologist' ? (
        <PsychologistUpdates />
      ) : (
        <DefaultUpdates home={role === 'client' ? '/sessions' : '/team'} />
      )}
    </Suspense>
  );
}

import { Suspense, lazy } from 'react';
import type { ReactElement } from 'react';
import type { Role } from '../../enums';

const PsychologistUpdates = lazy(() =>
  import('./psychologist-updates').then((module) => ({ default: module.PsychologistUpdates })),
);
const DefaultUpdates = lazy(() =>
  import('./default-updates').then((module) => ({ default: module.DefaultUpdates })),
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

import { Suspense, lazy } from 'react';
import type { ReactElement } from 'react';
import type { Role } from '../../enums';

const PsychologistUpdates = lazy(() =>
  import('./psychologist-updates').then((module) => ({ default: module.PsychologistUpdates })),
);
const DefaultUpdates = lazy(() =>
  import('./default-updates').then((module) => ({ default: module.DefaultUpdates })),
);

/** Live notifications on every page; loaded after the page itself. */
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

import { Suspense, lazy } from 'react';
import type { ReactElement } from 'react';
import type { Role } from '../../words';

const PsychologistDesk = lazy(() =>
  import('./psychologist-desk').then((module) => ({ default: module.PsychologistDesk })),
);
const PlainNews = lazy(() =>
  import('./plain-news').then((module) => ({ default: module.PlainNews })),
);

/** News of mine as they come, in every room; loaded after the room itself. */
export function OwnNews({ role }: { role: Role }): ReactElement {
  return (
    <Suspense fallback={null}>
      {role === 'psychologist' ? (
        <PsychologistDesk />
      ) : (
        <PlainNews home={role === 'client' ? '/sessions' : '/team'} />
      )}
    </Suspense>
  );
}

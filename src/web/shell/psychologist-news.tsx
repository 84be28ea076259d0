import { Suspense, lazy } from 'react';
import type { ReactElement } from 'react';

const Desk = lazy(() =>
  import('./psychologist-desk').then((module) => ({ default: module.PsychologistDesk })),
);

/** What a psychologist has at hand in every room; nobody else loads it. */
export function PsychologistNews(): ReactElement {
  return (
    <Suspense fallback={null}>
      <Desk />
    </Suspense>
  );
}

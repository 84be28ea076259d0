import type { ReactElement } from 'react';
import { Page } from '../../ui/page';

/** When a psychologist takes sessions. */
export function AvailabilityRoom(): ReactElement {
  return <Page title="Jadwal">…</Page>;
}

import type { ReactElement } from 'react';
import { Page } from '../../ui/page';

/** What a client booked. */
export function MySessionsRoom(): ReactElement {
  return <Page title="Sesi saya">…</Page>;
}

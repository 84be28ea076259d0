import type { ReactElement } from 'react';
import { Page } from '../../ui/page';

/** One session, for both of its people. */
export function SessionRoom(): ReactElement {
  return <Page title="Sesi">…</Page>;
}

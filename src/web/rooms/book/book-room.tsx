import type { ReactElement } from 'react';
import { Page } from '../../ui/page';

/** Books a counseling. */
export function BookRoom(): ReactElement {
  return <Page title="Buat janji">…</Page>;
}

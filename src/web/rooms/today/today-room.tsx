import type { ReactElement } from 'react';
import { Page } from '../../ui/page';

/** A psychologist's day. */
export function TodayRoom(): ReactElement {
  return <Page title="Hari ini">…</Page>;
}

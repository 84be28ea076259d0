import type { ReactElement } from 'react';
import { useRoute } from 'wouter';
import { useMediaQuery } from '../ui/use-media-query';
import { LiveStrip } from './live-strip';
import { useAlerts } from './use-alerts';
import { useHeartbeat } from './use-heartbeat';

/** News of my sessions as they come, and the way between those under way, from every room. */
export function PsychologistDesk(): ReactElement | null {
  useAlerts('/today');
  useHeartbeat();
  const [isToday] = useRoute('/today');
  const isDesk = useMediaQuery('(min-width: 64rem)');
  // There they stand side by side already.
  return isToday && isDesk ? null : <LiveStrip />;
}

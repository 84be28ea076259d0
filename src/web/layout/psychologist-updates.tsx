import type { ReactElement } from 'react';
import { useRoute } from 'wouter';
import { useMediaQuery } from '../components/hooks/use-media-query';
import { LiveSessionBar } from './live-session-bar';
import { useNotificationAlerts } from './use-notification-alerts';
import { usePresenceHeartbeat } from './use-presence-heartbeat';

/** News of my sessions as they come, and the way between those under way, from every room. */
export function PsychologistUpdates(): ReactElement | null {
  useNotificationAlerts('/today');
  usePresenceHeartbeat();
  const [isToday] = useRoute('/today');
  const isDesk = useMediaQuery('(min-width: 64rem)');
  // There they stand side by side already.
  return isToday && isDesk ? null : <LiveSessionBar />;
}

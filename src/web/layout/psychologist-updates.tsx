import type { ReactElement } from 'react';
import { useRoute } from 'wouter';
import { useMediaQuery } from '../components/hooks/use-media-query';
import { LiveSessionBar } from './live-session-bar';
import { useNotificationAlerts } from './use-notification-alerts';
import { usePresenceHeartbeat } from './use-presence-heartbeat';

/** Live notifications and presence of psychologists, and links between their live sessions. */
export function PsychologistUpdates(): ReactElement | null {
  useNotificationAlerts('/today');
  usePresenceHeartbeat();
  const [isToday] = useRoute('/today');
  const isDesktop = useMediaQuery('(min-width: 64rem)');
  // The Today page shows them side by side already.
  return isToday && isDesktop ? null : <LiveSessionBar />;
}

import { useNotificationAlerts } from './use-notification-alerts';
import { usePresenceHeartbeat } from './use-presence-heartbeat';

/** News of my sessions and of what is written to me, as they come. */
export function DefaultUpdates({ home }: { home: string }): null {
  useNotificationAlerts(home);
  usePresenceHeartbeat();
  return null;
}

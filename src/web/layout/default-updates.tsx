import { useNotificationAlerts } from './use-notification-alerts';
import { usePresenceHeartbeat } from './use-presence-heartbeat';

/** Live notifications and presence of clients and the team. */
export function DefaultUpdates({ home }: { home: string }): null {
  useNotificationAlerts(home);
  usePresenceHeartbeat();
  return null;
}

import { useAlerts } from './use-alerts';
import { useHeartbeat } from './use-heartbeat';

/** News of my sessions and of what is written to me, as they come. */
export function PlainNews({ home }: { home: string }): null {
  useAlerts(home);
  useHeartbeat();
  return null;
}

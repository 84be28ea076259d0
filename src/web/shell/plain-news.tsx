import { useAlerts } from './use-alerts';

/** News of my sessions and of what is written to me, as they come. */
export function PlainNews({ home }: { home: string }): null {
  useAlerts(home);
  return null;
}

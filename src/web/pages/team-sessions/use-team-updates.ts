import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshTeam } from '../../api/team-queries';
import { subscribeToTeam } from '../../state/transport/team-subscription';
import type { LiveStatus } from '../../state/transport/team-subscription';

/** Changes within this time are fetched together. */
const DEBOUNCE_MS = 200;

/** Poll interval while the live connection is down. */
export const POLL_WHEN_DOWN_MS = 10_000;
/** Presence and silence have no events, so they are polled. */
const POLL_WHEN_LIVE_MS = 20_000;

export interface TeamUpdates {
  state: LiveStatus;
  pollIntervalMs: number;
}

/** Keeps the team's pages up to date while one is shown. */
export function useTeamUpdates(): TeamUpdates {
  const client = useQueryClient();
  const [state, setState] = useState<LiveStatus>('connecting');
  useEffect(() => {
    let pending: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      pending = undefined;
      void refreshTeam(client);
    };
    const close = subscribeToTeam({
      onStatus: setState,
      onChange: () => {
        pending ??= setTimeout(refresh, DEBOUNCE_MS);
      },
    });
    return () => {
      clearTimeout(pending);
      close();
    };
  }, [client]);
  return { state, pollIntervalMs: state === 'down' ? POLL_WHEN_DOWN_MS : POLL_WHEN_LIVE_MS };
}

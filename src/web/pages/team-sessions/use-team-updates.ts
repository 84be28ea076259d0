import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshTeam } from '../../api/team-queries';
import { subscribeToTeam } from '../../state/transport/team-subscription';
import type { LiveStatus } from '../../state/transport/team-subscription';

/** Many sessions may change in the same second: they are read together. */
const DEBOUNCE_MS = 200;

/** While the link is down, rooms of the team read everything anew this often. */
export const POLL_WHEN_DOWN_MS = 10_000;
/** Presence and silence are told to nobody, so they are read anew now and then. */
const POLL_WHEN_LIVE_MS = 20_000;

export interface TeamUpdates {
  state: LiveStatus;
  /** How often to read what is shown, beside what is heard live. */
  pollIntervalMs: number;
}

/** Keeps the team's rooms up to date for as long as one is shown. */
export function useTeamUpdates(): TeamUpdates {
  const client = useQueryClient();
  const [state, setState] = useState<LiveStatus>('connecting');
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      gathering = undefined;
      void refreshTeam(client);
    };
    const close = subscribeToTeam({
      onStatus: setState,
      onChange: () => {
        gathering ??= setTimeout(refresh, DEBOUNCE_MS);
      },
    });
    return () => {
      clearTimeout(gathering);
      close();
    };
  }, [client]);
  return { state, pollIntervalMs: state === 'down' ? POLL_WHEN_DOWN_MS : POLL_WHEN_LIVE_MS };
}

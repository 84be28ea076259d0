import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshTeam } from '../../api/team-queries';
import { listenToTeam } from '../../realtime/team-channel';
import type { LinkState } from '../../realtime/team-channel';

/** Many sessions may change in the same second: they are read together. */
const GATHER_MS = 200;

/** While the link is down, rooms of the team read everything anew this often. */
export const POLL_WHEN_DOWN_MS = 10_000;
/** Presence and silence are told to nobody, so they are read anew now and then. */
const POLL_WHEN_LIVE_MS = 20_000;

export interface TeamLink {
  state: LinkState;
  /** How often to read what is shown, beside what is heard live. */
  everyMs: number;
}

/** Keeps the team's rooms up to date for as long as one is shown. */
export function useTeamChannel(): TeamLink {
  const client = useQueryClient();
  const [state, setState] = useState<LinkState>('connecting');
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      gathering = undefined;
      void refreshTeam(client);
    };
    const close = listenToTeam({
      link: setState,
      changed: () => {
        gathering ??= setTimeout(refresh, GATHER_MS);
      },
    });
    return () => {
      clearTimeout(gathering);
      close();
    };
  }, [client]);
  return { state, everyMs: state === 'down' ? POLL_WHEN_DOWN_MS : POLL_WHEN_LIVE_MS };
}

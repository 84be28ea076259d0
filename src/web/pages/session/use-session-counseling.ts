import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api-client';
import type { Counseling, SignedIn } from '../../api/api-types';
import type { SessionDetails } from '../../state/chat/kinds/session-details';

/** The booking of a session: participants' names and the cancel reason. */
export function useSessionCounseling(session: SessionDetails | undefined): Counseling | undefined {
  const { data } = useQuery({
    // Fetched again after a cancellation or reschedule.
    queryKey: ['counseling', session?.counselingId, session?.status, session?.startsAt],
    queryFn: () =>
      api.get('/api/v1/counselings/{id}', { path: { id: session?.counselingId ?? '' } }),
    enabled: session !== undefined,
    staleTime: Infinity,
    placeholderData: (before: Counseling | undefined) => before,
  });
  return data;
}

export interface OtherParticipant {
  id: string;
  fullName: string;
  /** Only of psychologists. */
  timezone?: string;
}

export function otherParticipant(
  counseling: Counseling | undefined,
  me: SignedIn['user'],
): OtherParticipant | undefined {
  if (!counseling) return undefined;
  return counseling.client.id === me.id ? counseling.psychologist : counseling.client;
}

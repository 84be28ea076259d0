import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api-client';
import type { Counseling, SignedIn } from '../../api/api-types';
import type { SessionDetails } from '../../state/chat/kinds/session-details';

/** The appointment of a session: its people by name, and why it was cancelled. */
export function useSessionCounseling(session: SessionDetails | undefined): Counseling | undefined {
  const { data } = useQuery({
    // A cancelled or moved appointment is read anew.
    queryKey: ['counseling', session?.counselingId, session?.status, session?.startsAt],
    queryFn: () => api.get<Counseling>(`/counselings/${session?.counselingId ?? ''}`),
    enabled: session !== undefined,
    staleTime: Infinity,
    placeholderData: (before: Counseling | undefined) => before,
  });
  return data;
}

export interface OtherParticipant {
  id: string;
  fullName: string;
  /** Known of psychologists. */
  timezone?: string;
}

/** The one on the other side of the table. */
export function otherParticipant(
  counseling: Counseling | undefined,
  me: SignedIn['user'],
): OtherParticipant | undefined {
  if (!counseling) return undefined;
  return counseling.client.id === me.id ? counseling.psychologist : counseling.client;
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { clearUnsent } from '../state/chat/unsent-storage';
import { api, setCsrfToken } from './api-client';
import { isApiError } from './api-error';
import type { DemoUser, SignedIn } from './api-types';

export const SIGNED_IN_KEY = ['signed-in'] as const;

/** Who is signed in; `null` for nobody. */
export function useSignedIn(): UseQueryResult<SignedIn | null> {
  return useQuery({ queryKey: SIGNED_IN_KEY, queryFn: fetchSignedIn, staleTime: Infinity });
}

/** The signed-in person, for rooms that are only shown to one. */
export function useMe(): SignedIn['user'] {
  const { data } = useSignedIn();
  if (!data) throw new Error('This room is only shown to somebody who is signed in');
  return data.user;
}

export function useSignIn(): UseMutationResult<
  SignedIn,
  Error,
  { email: string; password: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input) => api.post<SignedIn>('/auth/session', input),
    onSuccess: (signedIn) => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SIGNED_IN_KEY[0] });
      storeSignIn(client, signedIn);
    },
  });
}

/** Ends the session here and on the server; what was read is forgotten with it. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/auth/session'),
    onSuccess: () => {
      clearUnsent();
      clearSignIn(client);
    },
  });
}

/** Asks for a new cookie before the old one ends. */
export async function renewSignIn(client: QueryClient): Promise<void> {
  storeSignIn(client, await api.put<SignedIn>('/auth/session'));
}

export function useDemoUsers(): UseQueryResult<DemoUser[]> {
  return useQuery({
    queryKey: ['demo-people'],
    queryFn: () => api.get<DemoUser[]>('/auth/demo-people'),
    staleTime: Infinity,
  });
}

/**
 * Learns who is signed in at this browser by now. Whoever it is, if not the person of this page, must
 * find nothing of that person in it: then the page begins anew.
 */
export async function reloadSignIn(client: QueryClient): Promise<boolean> {
  const before = client.getQueryData<SignedIn | null>(SIGNED_IN_KEY);
  const now = await fetchSignedIn();
  if (now?.user.id === before?.user.id) return now !== null;
  window.location.reload();
  return false;
}

/** Nobody is signed in any more: nothing of them may stay in this page's memory. */
export function clearSignIn(client: QueryClient): void {
  setCsrfToken(undefined);
  client.setQueryData(SIGNED_IN_KEY, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SIGNED_IN_KEY[0] });
}

async function fetchSignedIn(): Promise<SignedIn | null> {
  try {
    const signedIn = await api.get<SignedIn>('/auth/session');
    setCsrfToken(signedIn.csrfToken);
    return signedIn;
  } catch (error) {
    if (isApiError(error, 'unauthenticated')) return null;
    throw error;
  }
}

function storeSignIn(client: QueryClient, signedIn: SignedIn): void {
  setCsrfToken(signedIn.csrfToken);
  client.setQueryData(SIGNED_IN_KEY, signedIn);
}

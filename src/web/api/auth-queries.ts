import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { forgetKeptWords } from '../realtime/kept-words';
import { api, rememberCsrfToken } from './api-client';
import { isRefusal } from './api-error';
import type { DemoPerson, SignedIn } from './api-types';

export const SIGNED_IN_KEY = ['signed-in'] as const;

/** Who is signed in; `null` for nobody. */
export function useSignedIn(): UseQueryResult<SignedIn | null> {
  return useQuery({ queryKey: SIGNED_IN_KEY, queryFn: readSignedIn, staleTime: Infinity });
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
      keep(client, signedIn);
    },
  });
}

/** Ends the session here and on the server; what was read is forgotten with it. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/auth/session'),
    onSuccess: () => {
      forgetKeptWords();
      forgetEverything(client);
    },
  });
}

/** Asks for a new cookie before the old one ends. */
export async function renewSession(client: QueryClient): Promise<void> {
  keep(client, await api.put<SignedIn>('/auth/session'));
}

export function useDemoPeople(): UseQueryResult<DemoPerson[]> {
  return useQuery({
    queryKey: ['demo-people'],
    queryFn: () => api.get<DemoPerson[]>('/auth/demo-people'),
    staleTime: Infinity,
  });
}

/**
 * Learns who is signed in at this browser by now. Whoever it is, if not the person of this page, must
 * find nothing of that person in it: then the page begins anew.
 */
export async function adoptPresentSignIn(client: QueryClient): Promise<boolean> {
  const before = client.getQueryData<SignedIn | null>(SIGNED_IN_KEY);
  const now = await readSignedIn();
  if (now?.user.id === before?.user.id) return now !== null;
  window.location.reload();
  return false;
}

/** Nobody is signed in any more: nothing of them may stay in this page's memory. */
export function forgetEverything(client: QueryClient): void {
  rememberCsrfToken(undefined);
  client.setQueryData(SIGNED_IN_KEY, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SIGNED_IN_KEY[0] });
}

async function readSignedIn(): Promise<SignedIn | null> {
  try {
    const signedIn = await api.get<SignedIn>('/auth/session');
    rememberCsrfToken(signedIn.csrfToken);
    return signedIn;
  } catch (error) {
    if (isRefusal(error, 'unauthenticated')) return null;
    throw error;
  }
}

function keep(client: QueryClient, signedIn: SignedIn): void {
  rememberCsrfToken(signedIn.csrfToken);
  client.setQueryData(SIGNED_IN_KEY, signedIn);
}

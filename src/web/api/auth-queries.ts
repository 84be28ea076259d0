import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { clearUnsent } from '../state/chat/unsent-storage';
import { api, setCsrfToken } from './api-client';
import { isApiError } from './api-error';
import type { Credentials, DemoUser, SignedIn } from './api-types';

export const SIGNED_IN_KEY = ['signed-in'] as const;

/** Null: not signed in. */
export function useSignedIn(): UseQueryResult<SignedIn | null> {
  return useQuery({ queryKey: SIGNED_IN_KEY, queryFn: fetchSignedIn, staleTime: Infinity });
}

/** The signed-in user, on pages that require one. */
export function useMe(): SignedIn['user'] {
  const { data } = useSignedIn();
  if (!data) throw new Error('This page requires a signed-in user');
  return data.user;
}

export function useSignIn(): UseMutationResult<SignedIn, Error, Credentials> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.post('/api/v1/auth/session', { body }),
    onSuccess: (signedIn) => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SIGNED_IN_KEY[0] });
      storeSignIn(client, signedIn);
    },
  });
}

/** The sign-in of this browser, or those of all devices. */
export type SignOutPath = '/api/v1/auth/session' | '/api/v1/auth/sessions';

/** Ends the sign-in here or on all devices, and removes what this browser stored. */
export function useSignOut(): UseMutationResult<unknown, Error, SignOutPath> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (path) => api.delete(path),
    onSuccess: () => {
      clearUnsent();
      clearSignIn(client);
    },
  });
}

/** Requests a new cookie before the old one expires. */
export async function renewSignIn(client: QueryClient): Promise<void> {
  storeSignIn(client, await api.put('/api/v1/auth/session'));
}

export function useDemoUsers(): UseQueryResult<DemoUser[]> {
  return useQuery({
    queryKey: ['demo-users'],
    queryFn: () => api.get('/api/v1/auth/demo-people'),
    staleTime: Infinity,
  });
}

/**
 * Reads the current sign-in of this browser. Another user must not see this page's data: then the page
 * reloads. Resolves with whether the same user is still signed in.
 */
export async function reloadSignIn(client: QueryClient): Promise<boolean> {
  const before = client.getQueryData<SignedIn | null>(SIGNED_IN_KEY);
  const now = await fetchSignedIn();
  if (now?.user.id === before?.user.id) return now !== null;
  window.location.reload();
  return false;
}

/** Removes all user data from memory. */
export function clearSignIn(client: QueryClient): void {
  setCsrfToken(undefined);
  client.setQueryData(SIGNED_IN_KEY, null);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SIGNED_IN_KEY[0] });
}

async function fetchSignedIn(): Promise<SignedIn | null> {
  try {
    const signedIn = await api.get('/api/v1/auth/session');
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

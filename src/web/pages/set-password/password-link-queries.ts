import { useMutation, useQuery } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/api-client';
import type { Data } from '../../api/api-operations';

export type PasswordLink = Data<'post', '/api/v1/auth/password-link'>;

/** The user whose link it is; requested once, because every wrong link is counted. */
export function usePasswordLink(secret: string): UseQueryResult<PasswordLink> {
  return useQuery({
    queryKey: ['password-link', secret],
    queryFn: () => api.post('/api/v1/auth/password-link', { body: { secret } }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export function useSetPassword(
  secret: string,
): UseMutationResult<unknown, Error, { password: string }> {
  return useMutation({
    mutationFn: ({ password }) => api.put('/api/v1/auth/password', { body: { secret, password } }),
    // Neither the history nor a restored tab needs the link any more.
    onSuccess: () => window.history.replaceState(null, '', window.location.pathname),
  });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { Contact, Conversation, DirectMessage, FirstMessage } from './api-types';

const CONVERSATIONS_KEY = ['conversations'] as const;
const POLL_INTERVAL_MS = 30_000;
const LIMIT = 200;

/** The user's conversations outside sessions; polled besides the pushed updates. */
export function useConversations(): UseQueryResult<Conversation[]> {
  return useQuery({
    queryKey: CONVERSATIONS_KEY,
    queryFn: ({ signal }) => api.get('/api/v1/conversations', { query: { limit: LIMIT }, signal }),
    refetchInterval: POLL_INTERVAL_MS,
  });
}

/** The users whom the signed-in user may write to. */
export function useContacts(): UseQueryResult<Contact[]> {
  return useQuery({
    queryKey: ['contacts'],
    queryFn: ({ signal }) => api.get('/api/v1/people', { signal }),
  });
}

/** Sends a first message, which creates the conversation. */
export function useFirstMessage(): UseMutationResult<DirectMessage, Error, FirstMessage> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.post('/api/v1/conversations', { body }),
    onSuccess: () => refreshConversations(client),
  });
}

export function refreshConversations(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: CONVERSATIONS_KEY });
}

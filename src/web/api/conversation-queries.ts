import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { Conversation, Message, Contact } from './api-types';

const CONVERSATIONS_KEY = ['conversations'] as const;
const POLL_INTERVAL_MS = 30_000;
const LIMIT = 200;

/** My conversations outside sessions, looked up now and then besides what is pushed. */
export function useConversations(): UseQueryResult<Conversation[]> {
  return useQuery({
    queryKey: CONVERSATIONS_KEY,
    queryFn: ({ signal }) => api.get<Conversation[]>('/conversations', { limit: LIMIT }, signal),
    refetchInterval: POLL_INTERVAL_MS,
  });
}

/** Whom I may write to. */
export function useContacts(): UseQueryResult<Contact[]> {
  return useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => api.get<Contact[]>('/people', {}, signal),
  });
}

export interface FirstMessage {
  toId: string;
  message: string;
  clientMessageId: string;
}

/** Writes to somebody for the first time; the answer names the conversation that this made. */
export function useFirstMessage(): UseMutationResult<
  Message & { conversationId: string },
  Error,
  FirstMessage
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (first) => api.post<Message & { conversationId: string }>('/conversations', first),
    onSuccess: () => refreshConversations(client),
  });
}

/** Reads the list anew, because something in it has changed. */
export function refreshConversations(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: CONVERSATIONS_KEY });
}

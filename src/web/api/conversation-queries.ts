import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { Conversation, Message, Person } from './api-types';

const CONVERSATIONS_KEY = ['conversations'] as const;
const LOOK_EVERY_MS = 30_000;
const MOST = 200;

/** My conversations outside sessions, looked up now and then besides what is pushed. */
export function useConversations(): UseQueryResult<Conversation[]> {
  return useQuery({
    queryKey: CONVERSATIONS_KEY,
    queryFn: ({ signal }) => api.get<Conversation[]>('/conversations', { limit: MOST }, signal),
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** Whom I may write to. */
export function usePeople(): UseQueryResult<Person[]> {
  return useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => api.get<Person[]>('/people', {}, signal),
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

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  InfiniteData,
  UseInfiniteQueryResult,
  UseMutationResult,
} from '@tanstack/react-query';
import { api } from './api-client';
import type { MessageSearchPage } from './api-types';
import { refreshConversations } from './conversation-queries';

const PAGE_SIZE = 20;

/** Messages of a conversation that hold words; the newest page first. */
export function useSearchMessages(
  conversationId: string,
  words: string,
): UseInfiniteQueryResult<InfiniteData<MessageSearchPage>> {
  const path = `/api/conversations/${encodeURIComponent(conversationId)}/messages`;
  return useInfiniteQuery({
    queryKey: ['search', conversationId, words],
    queryFn: ({ pageParam: page, signal }) =>
      api.get<MessageSearchPage>(path, { search: words, page, limit: PAGE_SIZE }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ pagination }) => (pagination.hasMore ? pagination.page + 1 : undefined),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Puts a conversation into one's own archive, or takes it out. */
export function useArchiveConversation(
  conversationId: string,
): UseMutationResult<unknown, Error, boolean> {
  const client = useQueryClient();
  const path = `/api/conversations/${encodeURIComponent(conversationId)}`;
  return useMutation({
    mutationFn: (isArchived) => api.post(`${path}/${isArchived ? 'archive' : 'unarchive'}`),
    onSuccess: () => refreshConversations(client),
  });
}

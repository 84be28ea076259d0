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

/** The newest page first. */
export function useSearchMessages(
  conversationId: string,
  query: string,
): UseInfiniteQueryResult<InfiniteData<MessageSearchPage>> {
  return useInfiniteQuery({
    queryKey: ['search', conversationId, query],
    queryFn: ({ pageParam: page, signal }) =>
      api.get('/api/conversations/{conversationId}/messages', {
        path: { conversationId },
        query: { search: query, page, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: 1,
    getNextPageParam: ({ pagination }) => (pagination.hasMore ? pagination.page + 1 : undefined),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Archives a conversation for the signed-in user, or restores it. */
export function useArchiveConversation(
  conversationId: string,
): UseMutationResult<unknown, Error, boolean> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isArchived) =>
      api.post(`/api/conversations/{conversationId}/${isArchived ? 'archive' : 'unarchive'}`, {
        path: { conversationId },
      }),
    onSuccess: () => refreshConversations(client),
  });
}

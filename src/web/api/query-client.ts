import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error';

const MAX_RETRIES = 3;

/** Repeats what may pass by itself, and nothing that a person has to change. */
function shouldRetry(failures: number, error: Error): boolean {
  return error instanceof ApiError && error.isRetryable && failures < MAX_RETRIES;
}

/** One cache for all that was read from the API. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: shouldRetry, staleTime: 15_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

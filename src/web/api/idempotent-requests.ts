import { newId } from '../state/new-id';
import { ApiError, isApiError } from './api-error';

/** Keys of the requests without an answer: a repeat after a lost answer must have the same key. */
const unanswered = new Map<string, string>();

/** Repeats while the first request with the key runs; in milliseconds. */
const REPEAT_FOR = 30_000;
const REPEAT_AFTER = 2_000;

/** Sends a request with an `Idempotency-Key` that equals that of the same request without an answer. */
export async function sendOnce<T>(request: string, send: (key: string) => Promise<T>): Promise<T> {
  const key = unanswered.get(request) ?? newId();
  unanswered.set(request, key);
  try {
    const answer = await repeatWhileRunning(() => send(key));
    unanswered.delete(request);
    return answer;
  } catch (error) {
    if (isRefusal(error)) unanswered.delete(request);
    throw error;
  }
}

/** Waits for the answer of an earlier request with the same key. */
export async function repeatWhileRunning<T>(send: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!isApiError(error, 'request-running')) throw error;
      if (performance.now() - startedAt > REPEAT_FOR) throw error;
      const { retryAfter } = error.details;
      const wait = retryAfter === undefined ? REPEAT_AFTER : retryAfter * 1000;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.isRetryable) return false;
  return error.status < 500 && !isApiError(error, 'request-running', 'bad-answer');
}

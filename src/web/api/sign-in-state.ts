import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { SignedIn } from './api-types';
import { SIGNED_IN_KEY, clearSignIn } from './auth-queries';

/** The sign-in ended without a sign-out; the sign-in page shows a notice. */
let expired = false;
const listeners = new Set<() => void>();

/** Call when the API answers `unauthenticated`. */
export function expireSignIn(client: QueryClient): void {
  if (!client.getQueryData<SignedIn | null>(SIGNED_IN_KEY)) return;
  setExpired(true);
  clearSignIn(client);
}

/** Call after a sign-in or a sign-out. */
export function clearSignInExpired(): void {
  setExpired(false);
}

export function useSignInExpired(): boolean {
  return useSyncExternalStore(subscribe, () => expired);
}

function setExpired(next: boolean): void {
  expired = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

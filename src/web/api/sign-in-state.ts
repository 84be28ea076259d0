import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { SignedIn } from './api-types';
import { SIGNED_IN_KEY, clearSignIn } from './auth-queries';

/** Whether somebody who was signed in no longer is, without having asked for it. */
let expired = false;
const listeners = new Set<() => void>();

/** The API no longer knows us: whoever was signed in is told so when asked to sign in again. */
export function expireSignIn(client: QueryClient): void {
  if (!client.getQueryData<SignedIn | null>(SIGNED_IN_KEY)) return;
  setExpired(true);
  clearSignIn(client);
}

/** After a new sign-in, or a sign-out by choice. */
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

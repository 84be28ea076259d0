import type { QueryClient } from '@tanstack/react-query';
import { useStoreValue, ValueStore } from '../state/value-store';
import type { SignedIn } from './api-types';
import { SIGNED_IN_KEY, clearSignIn } from './auth-queries';

/** The sign-in ended without a sign-out; the sign-in page shows a notice. */
const expired = new ValueStore(false);

/** Call when the API answers `unauthenticated`. */
export function expireSignIn(client: QueryClient): void {
  if (!client.getQueryData<SignedIn | null>(SIGNED_IN_KEY)) return;
  expired.set(true);
  clearSignIn(client);
}

/** Call after a sign-in or a sign-out. */
export function clearSignInExpired(): void {
  expired.set(false);
}

export function useSignInExpired(): boolean {
  return useStoreValue(expired);
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SignedIn } from './api-types';
import { renewSignIn } from './auth-queries';
import { serverNow } from './server-clock';

const CHECK_EVERY_MS = 30_000;
const USER_EVENTS = ['pointerdown', 'keydown', 'visibilitychange'] as const;

/** Renews the sign-in when the user is active in the second half of its lifetime; else it expires. */
export function useSignInRenewal({ expiresAt }: SignedIn): void {
  const client = useQueryClient();
  useEffect(() => {
    const halfway = (Date.parse(expiresAt) + serverNow()) / 2;
    let isActive = false;
    let notBefore = halfway;
    const renewWhenActive = (): void => {
      const now = serverNow();
      if (!isActive || document.hidden || now < notBefore) return;
      isActive = false;
      notBefore = now + CHECK_EVERY_MS;
      // After a failure the next activity retries; an expired sign-in ends with a 401.
      renewSignIn(client).catch(() => undefined);
    };
    const recordActivity = (): void => {
      isActive = true;
      renewWhenActive();
    };
    const timer = setInterval(renewWhenActive, CHECK_EVERY_MS);
    for (const event of USER_EVENTS)
      document.addEventListener(event, recordActivity, { passive: true });
    return () => {
      clearInterval(timer);
      for (const event of USER_EVENTS) document.removeEventListener(event, recordActivity);
    };
  }, [client, expiresAt]);
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SignedIn } from './api-types';
import { renewSignIn } from './auth-queries';
import { serverNow } from './server-clock';

const CHECK_EVERY_MS = 30_000;
const USER_EVENTS = ['pointerdown', 'keydown', 'visibilitychange'] as const;

/**
 * Renews the sign-in silently for somebody who uses the page: whoever presses anything in the second
 * half of its time gets a new one. A page left alone lets it end.
 */
export function useSignInRenewal({ expiresAt }: SignedIn): void {
  const client = useQueryClient();
  useEffect(() => {
    const half = (Date.parse(expiresAt) + serverNow()) / 2;
    let used = false;
    let notBefore = half;
    const renewWhenUsed = (): void => {
      const now = serverNow();
      if (!used || document.hidden || now < notBefore) return;
      used = false;
      notBefore = now + CHECK_EVERY_MS;
      // A failure is no news: the next use asks again, and an ended sign-in is told by its 401.
      renewSignIn(client).catch(() => undefined);
    };
    const noteUse = (): void => {
      used = true;
      renewWhenUsed();
    };
    const timer = setInterval(renewWhenUsed, CHECK_EVERY_MS);
    for (const act of USER_EVENTS) document.addEventListener(act, noteUse, { passive: true });
    return () => {
      clearInterval(timer);
      for (const act of USER_EVENTS) document.removeEventListener(act, noteUse);
    };
  }, [client, expiresAt]);
}

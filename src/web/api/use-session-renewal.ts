import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SignedIn } from './api-types';
import { renewSession } from './auth-queries';
import { serverNow } from './server-clock';

const CHECK_EVERY_MS = 30_000;
const SOON_MS = 10 * 60_000;
const ACTS = ['pointerdown', 'keydown', 'visibilitychange'] as const;

/**
 * Renews the sign-in silently while somebody uses the page: some time before it ends, and only if
 * anything was pressed since the last renewal. A page left alone lets it end.
 */
export function useSessionRenewal({ expiresAt }: SignedIn): void {
  const client = useQueryClient();
  useEffect(() => {
    let used = false;
    let asking = false;
    const noteUse = (): void => {
      used = true;
      renewWhenSoon();
    };
    const renewWhenSoon = (): void => {
      const left = Date.parse(expiresAt) - serverNow();
      if (!used || asking || document.hidden || left > SOON_MS) return;
      asking = true;
      used = false;
      asking = true;
      // A failure is no news: the next check asks again, and an ended session is told by its 401.
      renewSession(client)
        .catch(() => undefined)
        .finally(() => (asking = false));
    };
    const timer = setInterval(renewWhenSoon, CHECK_EVERY_MS);
    for (const act of ACTS) document.addEventListener(act, noteUse, { passive: true });
    return () => {
      clearInterval(timer);
      for (const act of ACTS) document.removeEventListener(act, noteUse);
    };
  }, [client, expiresAt]);
}

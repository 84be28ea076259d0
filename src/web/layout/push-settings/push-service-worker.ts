import type { Language } from '../../i18n/i18n';

const WORKER_URL = '/push-worker.js';

/** Missing in TypeScript's DOM types. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

export function isPushSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** Registers the worker that shows notifications, in the page's language. */
export async function registerPushWorker(language: Language): Promise<ServiceWorkerRegistration> {
  const scriptUrl = trustedScriptUrl(`${WORKER_URL}?language=${language}`);
  await navigator.serviceWorker.register(scriptUrl, { updateViaCache: 'none' });
  return navigator.serviceWorker.ready;
}

export async function currentSubscription(): Promise<PushSubscription | undefined> {
  if (!isPushSupported()) return undefined;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** Trusted Types allow the page to load no other script. */
function trustedScriptUrl(url: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy('push-worker', {
    createScriptURL: (requested) => {
      if (requested.startsWith(`${WORKER_URL}?`)) return requested;
      throw new TypeError('Not the URL of the push worker');
    },
  });
  return policy.createScriptURL(url) as string;
}

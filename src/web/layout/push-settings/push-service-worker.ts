import type { Language } from '../../i18n/i18n';

const WORKER_URL = '/push-worker.js';

/** Not in TypeScript's own list of what browsers have. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** Whether this browser can be woken while no page of ours is open. */
export function isPushSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** Sets up what shows notifications, in the language of the page. */
export async function registerPushWorker(language: Language): Promise<ServiceWorkerRegistration> {
  const address = trustedScriptUrl(`${WORKER_URL}?language=${language}`);
  await navigator.serviceWorker.register(address, { updateViaCache: 'none' });
  return navigator.serviceWorker.ready;
}

/** This browser's subscription, if it has one. */
export async function currentSubscription(): Promise<PushSubscription | undefined> {
  if (!isPushSupported()) return undefined;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** The pages name no other script by themselves; the browser sees to it. */
function trustedScriptUrl(url: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy('push-worker', {
    createScriptURL: (wanted) => {
      if (wanted.startsWith(`${WORKER_URL}?`)) return wanted;
      throw new TypeError('Not the address of the worker');
    },
  });
  return policy.createScriptURL(url) as string;
}

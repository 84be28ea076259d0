import { api } from '../../api/api-client';
import type { Language } from '../../i18n/i18n';
import { currentSubscription, registerPushWorker } from './push-service-worker';

/** Asks for permission and subscribes this browser; resolves with whether the user allowed it. */
export async function enablePush(language: Language): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const registration = await registerPushWorker(language);
  const { publicKey } = await api.get<{ publicKey: string }>('/push/key');
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  await api.post('/push/subscriptions', { endpoint, keys });
  return true;
}

/** Unsubscribes this browser. */
export async function disablePush(): Promise<void> {
  const subscription = await currentSubscription();
  if (!subscription) return;
  await api.delete('/push/subscriptions', { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
}

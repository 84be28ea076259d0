import { api } from '../../api/api-client';
import type { Language } from '../../i18n/i18n';
import { currentSubscription, registerPushWorker } from './push-service-worker';

/** Asks for permission and subscribes this browser; resolves with whether the user allowed it. */
export async function enablePush(language: Language): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const registration = await registerPushWorker(language);
  const { publicKey } = await api.get('/api/v1/push/key');
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint = '', keys: { p256dh = '', auth = '' } = {} } = subscription.toJSON();
  await api.post('/api/v1/push/subscriptions', { body: { endpoint, keys: { p256dh, auth } } });
  return true;
}

/** Unsubscribes this browser. */
export async function disablePush(): Promise<void> {
  const subscription = await currentSubscription();
  if (!subscription) return;
  const { endpoint } = subscription;
  await api.delete('/api/v1/push/subscriptions', { body: { endpoint } });
  await subscription.unsubscribe();
}

import { createHash } from 'node:crypto';
import type { RequestDetails } from 'web-push';
import { isAllowedPushEndpoint, isP256PublicKey } from './push-endpoint';
import { pushTopicOf } from './push-payload';
import { loadVapidKeys } from './vapid-keys';
import type { VapidKeys } from './vapid-keys';
import type { PushResult, PushPort } from './push-port';
import type { PushServices } from './push-services';
import type { DueDelivery } from './push-repository';

/** Older pushes are dropped by the push service. */
const TTL_SECONDS = 12 * 3600;
const MAX_RETRY_AFTER_S = 3600;

/** Sends pushes by the Web Push protocol: encrypted for the browser, signed with our VAPID keys. */
export class WebPushPort implements PushPort {
  private keys: Promise<VapidKeys> | undefined;

  constructor(
    private readonly services: Pick<PushServices, 'db' | 'cipher' | 'origins'>,
    /** Operator contact for push services, a `mailto:` or `https:` address. */
    private readonly contact: string,
    private readonly timeoutMs: number,
  ) {}

  async send(delivery: DueDelivery): Promise<PushResult> {
    const { endpoint, p256dh } = delivery;
    const isValid =
      isAllowedPushEndpoint(endpoint, this.services.origins) && isP256PublicKey(p256dh);
    if (!isValid) return { outcome: 'expired' };
    const keys = await this.loadKeys();
    try {
      const { method, headers, body } = await toRequest(delivery, keys, this.contact);
      const response = await fetch(endpoint, {
        method,
        headers: headers as Record<string, string>,
        body: new Uint8Array(body ?? Buffer.alloc(0)),
        // A redirect could lead to the internal network.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      await response.body?.cancel();
      return toPushResult(response);
    } catch {
      return { outcome: 'retry' };
    }
  }

  private loadKeys(): Promise<VapidKeys> {
    this.keys ??= loadVapidKeys(this.services).catch((error: unknown) => {
      this.keys = undefined;
      throw error;
    });
    return this.keys;
  }
}

/** `web-push` is loaded with the first push: many installations never send one. */
async function toRequest(
  { endpoint, p256dh, auth, payload }: DueDelivery,
  { publicKey, privateKey }: VapidKeys,
  contact: string,
): Promise<RequestDetails> {
  const { default: webPush } = await import('web-push');
  const subscription = { endpoint, keys: { p256dh, auth } };
  const topic = createHash('sha256').update(pushTopicOf(payload)).digest('base64url').slice(0, 32);
  return webPush.generateRequestDetails(subscription, JSON.stringify(payload), {
    vapidDetails: { subject: contact, publicKey, privateKey },
    contentEncoding: 'aes128gcm',
    TTL: TTL_SECONDS,
    urgency: 'high',
    topic,
  });
}

function toPushResult({ status, ok, headers }: Response): PushResult {
  if (ok) return { outcome: 'accepted' };
  if (status === 404 || status === 410) return { outcome: 'expired' };
  if (status !== 408 && status !== 429 && status < 500) return { outcome: 'rejected', status };
  const seconds = Number(headers.get('retry-after'));
  if (!Number.isFinite(seconds) || seconds <= 0) return { outcome: 'retry' };
  return { outcome: 'retry', afterSeconds: Math.min(seconds, MAX_RETRY_AFTER_S) };
}

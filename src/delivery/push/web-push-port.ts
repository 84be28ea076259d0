import { createHash } from 'node:crypto';
import type { RequestDetails } from 'web-push';
import { isP256PublicKey } from './p256-key';
import { isAllowedPushEndpoint } from './push-endpoint';
import { pushTopicOf } from './push-payload';
import { loadVapidKeys } from './vapid-keys';
import type { VapidKeys } from './vapid-keys';
import type { PushResult, PushPort } from './push-port';
import type { PushServices } from './push-services';
import type { DueDelivery } from './push-repository';

/** Older than this, a push would only tell of what the person has long seen. */
const TTL_SECONDS = 12 * 3600;
const TIMEOUT_MS = 10_000;
const MAX_RETRY_AFTER_S = 3600;

/** Speaks to push services by the Web Push protocol: sealed for the browser, signed by our keys. */
export class WebPushPort implements PushPort {
  private keys: Promise<VapidKeys> | undefined;

  constructor(
    private readonly services: Pick<PushServices, 'db' | 'cipher' | 'origins'>,
    /** Whom a push service may write to, as a `mailto:` or `https:` address. */
    private readonly contact: string,
  ) {}

  async send(delivery: DueDelivery): Promise<PushResult> {
    if (!isAllowedPushEndpoint(delivery.endpoint, this.services.origins))
      return { outcome: 'gone' };
    if (!isP256PublicKey(delivery.p256dh)) return { outcome: 'gone' };
    const keys = await this.loadKeys();
    try {
      const { method, headers, body, endpoint } = await toRequest(delivery, keys, this.contact);
      const answer = await fetch(endpoint, {
        method,
        headers: headers as Record<string, string>,
        body: new Uint8Array(body ?? Buffer.alloc(0)),
        // Whoever sends us elsewhere could send us into our own network.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      return toPushResult(answer);
    } catch {
      return { outcome: 'later' };
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

/** What seals and signs is loaded with the first push, for many systems wake nobody. */
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
  if (ok) return { outcome: 'taken' };
  if (status === 404 || status === 410) return { outcome: 'gone' };
  if (status !== 408 && status !== 429 && status < 500) return { outcome: 'refused', status };
  const seconds = Number(headers.get('retry-after'));
  if (!Number.isFinite(seconds) || seconds <= 0) return { outcome: 'later' };
  return { outcome: 'later', afterSeconds: Math.min(seconds, MAX_RETRY_AFTER_S) };
}

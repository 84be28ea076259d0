import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { isAllowedPushEndpoint, isP256PublicKey } from './push-endpoint';
import type { PushServices } from './push-services';
import { deleteSubscription, saveSubscription } from './push-repository';

const base64url = (bytes: number) =>
  z
    .string('is required')
    .regex(/^[\w-]+={0,2}$/, 'must be base64url')
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes`);

const endpoint = z
  .url('must be the URL of a push service')
  .regex(/^[!-~]+$/, 'must not contain spaces or control characters')
  .max(2_000);

/** The JSON of a browser's `PushSubscription`. */
export const subscribeSchema = z.object({
  endpoint,
  keys: z.object(
    {
      p256dh: base64url(65).refine(isP256PublicKey, 'must be a P-256 public key'),
      auth: base64url(16),
    },
    'is required',
  ),
});

export const unsubscribeSchema = z.object({ endpoint });

/** Per user; the oldest subscription is deleted when another is added. */
const MAX_SUBSCRIPTIONS = 20;

/** A browser belongs to one user: subscribing replaces its previous user. */
export async function subscribeToPush(
  { db, clock, origins }: Pick<PushServices, 'db' | 'clock' | 'origins'>,
  principal: Principal,
  { endpoint, keys }: z.infer<typeof subscribeSchema>,
): Promise<void> {
  if (!isAllowedPushEndpoint(endpoint, origins)) throw new AppError('push-service-unknown');
  const createdAt = new Date(clock.now());
  const row = { userId: principal.id, endpoint, ...keys, createdAt };
  await saveSubscription(db.source.manager, row, MAX_SUBSCRIPTIONS);
}

/** Idempotent. */
export async function unsubscribeFromPush(
  { db }: Pick<PushServices, 'db'>,
  principal: Principal,
  { endpoint }: z.infer<typeof unsubscribeSchema>,
): Promise<void> {
  await deleteSubscription(db.source.manager, principal.id, endpoint);
}

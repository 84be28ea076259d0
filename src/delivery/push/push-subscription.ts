import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { isP256PublicKey } from './p256-key';
import { isAllowedPushEndpoint } from './push-endpoint';
import type { PushServices } from './push-services';
import { deleteSubscription, saveSubscription } from './push-repository';

const base64url = (bytes: number) =>
  z
    .string('is required')
    .regex(/^[\w-]+={0,2}$/, 'must be base64url')
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes`);

const endpoint = z
  .url('must be the address of a push service')
  .regex(/^[!-~]+$/, 'must be an address without blanks and signs that cannot be seen')
  .max(2_000);

/** What a browser's `PushSubscription` is as JSON. */
export const subscribeSchema = z.object({
  endpoint,
  keys: z.object(
    {
      p256dh: base64url(65).refine(isP256PublicKey, 'must be a point of the curve P-256'),
      auth: base64url(16),
    },
    'is required',
  ),
});

export const unsubscribeSchema = z.object({ endpoint });

/** So many browsers of one person; the oldest goes when another comes. */
const MAX_SUBSCRIPTIONS = 20;

/** From now on this browser is woken for its person; whoever used it before is forgotten there. */
export async function subscribeToPush(
  { db, clock, origins }: Pick<PushServices, 'db' | 'clock' | 'origins'>,
  principal: Principal,
  { endpoint, keys }: z.infer<typeof subscribeSchema>,
): Promise<void> {
  if (!isAllowedPushEndpoint(endpoint, origins)) throw new AppError('push-service-unknown');
  const at = new Date(clock.now());
  const row = { userId: principal.id, endpoint, ...keys, at };
  await saveSubscription(db.source.manager, row, MAX_SUBSCRIPTIONS);
}

/** The person's browser is not woken any more; one that never was is no fault. */
export async function unsubscribeFromPush(
  { db }: Pick<PushServices, 'db'>,
  principal: Principal,
  { endpoint }: z.infer<typeof unsubscribeSchema>,
): Promise<void> {
  await deleteSubscription(db.source.manager, principal.id, endpoint);
}

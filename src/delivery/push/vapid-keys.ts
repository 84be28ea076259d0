import { decryptText, encryptText } from '../../content-cipher';
import { insertVapidKeys, selectVapidKeys } from './push-repository';
import type { VapidKeyRow } from './push-repository';
import type { PushServices } from './push-services';

/** The key pair that identifies this system to push services (VAPID), in base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

const ENCRYPTION_CONTEXT = 'push-key';

type Services = Pick<PushServices, 'db' | 'cipher'>;

/** Created at the first use and never replaced: subscriptions of browsers depend on the public key. */
export async function loadVapidKeys({ db, cipher }: Services): Promise<VapidKeys> {
  const row = (await selectVapidKeys(db.source.manager)) ?? (await createVapidKeys({ db, cipher }));
  const dataKey = cipher.unwrap(row.dataKey);
  const privateKey = decryptText(dataKey, row.privateKey, ENCRYPTION_CONTEXT);
  return { publicKey: row.publicKey, privateKey };
}

/** Of two concurrent calls the first insert wins and both use its keys. */
async function createVapidKeys({ db, cipher }: Services): Promise<VapidKeyRow> {
  const { default: webPush } = await import('web-push');
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  const { dataKey, wrappedKey } = cipher.createKey();
  const { manager } = db.source;
  await insertVapidKeys(manager, {
    publicKey,
    dataKey: wrappedKey,
    privateKey: encryptText(dataKey, privateKey, ENCRYPTION_CONTEXT),
  });
  const row = await selectVapidKeys(manager);
  if (!row) throw new Error('VAPID keys are missing after their insert');
  return row;
}

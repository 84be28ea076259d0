import { decryptText, encryptText } from '../../content-cipher';
import type { PushServices } from './push-services';

/** By which push services know this system (VAPID): both in base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

interface Row {
  publicKey: string;
  dataKey: Buffer;
  privateKey: Buffer;
}

const ENCRYPTION_CONTEXT = 'push-key';
const SELECT = `SELECT public_key AS "publicKey", data_key AS "dataKey", private_key AS "privateKey"
  FROM push_keys`;

type Services = Pick<PushServices, 'db' | 'cipher'>;

/** The system's keys, made by whoever asks first and kept: browsers are bound to the public one. */
export async function loadVapidKeys({ db, cipher }: Services): Promise<VapidKeys> {
  const { manager } = db.source;
  const [known] = await manager.query<Row[]>(SELECT);
  const row = known ?? (await createVapidKeys({ db, cipher }));
  const key = cipher.unwrap(row.dataKey);
  return {
    publicKey: row.publicKey,
    privateKey: decryptText(key, row.privateKey, ENCRYPTION_CONTEXT),
  };
}

/** Of two who make them at the same moment, one is first and both use those. */
async function createVapidKeys({ db, cipher }: Services): Promise<Row> {
  const { default: webPush } = await import('web-push');
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  const { dataKey, wrappedKey } = cipher.createKey();
  const { manager } = db.source;
  await manager.query(
    `INSERT INTO push_keys (id, public_key, data_key, private_key) VALUES (1, $1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [publicKey, wrappedKey, encryptText(dataKey, privateKey, ENCRYPTION_CONTEXT)],
  );
  const [row] = await manager.query<Row[]>(SELECT);
  if (!row) throw new Error('The keys for push services were not kept');
  return row;
}

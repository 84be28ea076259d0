import type { ChatServices } from '../chat-services';
import { encryptClientMessageId } from './client-message-id';
import { replaceClientId, selectReadableClientIds } from './client-message-id-repository';
import type { ReadableClientId } from './client-message-id-repository';

const BATCH = 500;

/** Encrypts ids that may be texts, from before those were encrypted; returns their number. */
export async function encryptReadableClientIds({
  db,
  keys,
}: Pick<ChatServices, 'db' | 'keys'>): Promise<number> {
  const { manager } = db.source;
  const encrypt = ({ conversationId, dataKey, clientMessageId }: ReadableClientId) =>
    dataKey &&
    encryptClientMessageId(keys.unwrap(conversationId, dataKey), conversationId, clientMessageId);
  let [after, encrypted] = ['0', 0];
  for (;;) {
    const rows = await selectReadableClientIds(manager, { after, limit: BATCH });
    for (const row of rows) {
      const { id, conversationId } = row;
      // One that cannot be encrypted, because its key is lost, is not kept readable either.
      await replaceClientId(
        manager,
        id,
        keys.readable(conversationId, () => encrypt(row), null),
      );
    }
    encrypted += rows.length;
    if (rows.length < BATCH) return encrypted;
    after = rows.at(-1)?.id ?? after;
  }
}

import type { ChatServices } from '../chat-services';
import { encryptClientMessageId } from './client-message-id';
import {
  replaceClientMessageId,
  selectLegacyClientMessageIds,
} from './client-message-id-repository';
import type { LegacyClientMessageId } from './client-message-id-repository';

const BATCH = 500;

/** Encrypts ids that may be texts and were stored before those were encrypted; returns their number. */
export async function encryptLegacyClientMessageIds({
  db,
  keys,
}: Pick<ChatServices, 'db' | 'keys'>): Promise<number> {
  const { manager } = db.source;
  const encrypt = ({ conversationId, dataKey, clientMessageId }: LegacyClientMessageId) =>
    dataKey &&
    encryptClientMessageId(keys.unwrap(conversationId, dataKey), conversationId, clientMessageId);
  let [after, encrypted] = ['0', 0];
  for (;;) {
    const rows = await selectLegacyClientMessageIds(manager, { after, limit: BATCH });
    for (const row of rows) {
      const { id, conversationId } = row;
      // An id whose key is lost cannot be encrypted: it is deleted.
      await replaceClientMessageId(
        manager,
        id,
        keys.decryptOr(conversationId, () => encrypt(row), null),
      );
    }
    encrypted += rows.length;
    if (rows.length < BATCH) return encrypted;
    after = rows.at(-1)?.id ?? after;
  }
}

import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ConversationDetails } from '../../database/entities/chat/conversation-details';
import type { ConversationSettings } from '../inbox/conversation-view';

/** Undefined fields stay unchanged. */
export interface DetailsChange extends Partial<ConversationSettings> {
  /** Encrypted. */
  title?: Buffer | null;
  createdBy?: string;
}

/** Upserts the given fields; the others stay, or get their defaults. */
export async function saveDetails(
  tx: EntityManager,
  conversationId: string,
  { at, ...change }: DetailsChange & { at: Date },
): Promise<void> {
  const row = { conversationId, updatedAt: at, ...change };
  await tx.upsert(ConversationDetails, row, ['conversationId']);
}

/**
 * Sets creator and title of a new row, else the title where there is none. True: a title was set. The
 * caller holds the conversation's lock.
 */
export async function setTitleOnce(
  tx: EntityManager,
  conversationId: string,
  { createdBy, title, at }: { createdBy: string | null; title: Buffer | null; at: Date },
): Promise<boolean> {
  if (await tx.existsBy(ConversationDetails, { conversationId })) {
    if (title === null) return false;
    const untitled = { conversationId, title: IsNull() };
    const { affected } = await tx.update(ConversationDetails, untitled, { title, updatedAt: at });
    return affected === 1;
  }
  await tx.insert(ConversationDetails, { conversationId, createdBy, title, updatedAt: at });
  return title !== null;
}

export type UploadSettings = Pick<
  ConversationDetails,
  'allowFileUpload' | 'maxFileSize' | 'allowedFileTypes'
>;

/** Null: the conversation has no settings. */
export async function findUploadSettings(
  manager: EntityManager,
  conversationId: string,
): Promise<UploadSettings | null> {
  return manager.findOneBy(ConversationDetails, { conversationId });
}

export async function eraseTitle(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  await tx.update(ConversationDetails, { conversationId }, { title: null, updatedAt: at });
}

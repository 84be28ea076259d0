import type { EntityManager } from 'typeorm';
import { ConversationDetails } from '../../database/entities/chat/conversation-details';
import type { ConversationSettings } from '../inbox/conversation-view';

/** Undefined fields stay unchanged. */
export interface DetailsChange extends Partial<ConversationSettings> {
  /** Encrypted. */
  title?: Buffer | null;
  createdBy?: string;
}

const COLUMNS: Record<keyof DetailsChange, string> = {
  title: 'title',
  createdBy: 'created_by',
  allowFileUpload: 'allow_file_upload',
  maxFileSize: 'max_file_size',
  allowedFileTypes: 'allowed_file_types',
  autoArchive: 'auto_archive',
  retentionDays: 'retention_days',
};

/** Upserts the given fields; the others stay, or get their defaults. */
export async function saveDetails(
  tx: EntityManager,
  conversationId: string,
  { at, ...change }: DetailsChange & { at: Date },
): Promise<void> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const columns = given.map(([name]) => COLUMNS[name as keyof DetailsChange]);
  const parameters = given.map((_, index) => `, $${index + 3}`).join('');
  const updates = ['updated_at', ...columns].map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO conversation_details (${['conversation_id', 'updated_at', ...columns].join()})
     VALUES ($1, $2${parameters}) ON CONFLICT (conversation_id) DO UPDATE SET ${updates.join()}`,
    [conversationId, at, ...given.map(([, value]) => value)],
  );
}

/** Sets creator and title of a new row, else the title where there is none. True: a title was set. */
export async function setTitleOnce(
  tx: EntityManager,
  conversationId: string,
  { createdBy, title, at }: { createdBy: string | null; title: Buffer | null; at: Date },
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `INSERT INTO conversation_details AS d (conversation_id, created_by, title, updated_at)
     VALUES ($1, $2, $3, $4) ON CONFLICT (conversation_id) DO UPDATE
     SET title = EXCLUDED.title, updated_at = EXCLUDED.updated_at
     WHERE d.title IS NULL AND EXCLUDED.title IS NOT NULL RETURNING 1`,
    [conversationId, createdBy, title, at],
  );
  return title !== null && rows.length > 0;
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

import type { Principal } from '../users/principal';
import { requireAccess } from '../chat/access/require-access';
import type { ConversationTarget, PublicIdOf } from '../chat/access/require-access';
import { storeMessage } from '../chat/messages/send-message';
import type { MessageDraft } from '../chat/messages/send-message';
import { closedErrorCode, isTypingAllowed } from '../chat/access/conversation-policy';
import { readConversationHead } from '../chat/conversation-repository';
import { findUploadSettings } from '../chat/members/conversation-details-repository';
import type { MessageView } from '../chat/messages/message-view';
import type { ConversationRef, PublicId } from '../chat/access/conversation-ref';
import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import type { MessageType } from '../enums';
import { requireMatchingContent } from './require-matching-content';
import {
  fileRules,
  isImage,
  narrowRules,
  requireAllowedSize,
  requireAllowedType,
  sanitizeFileName,
  VOICE_RULES,
} from './file-rules';
import type { FileRules } from './file-rules';
import { viewFile } from './file-row';
import type { FileServices } from './file-services';
import { deleteFile, findFileOfMessage, readFileRow } from './file-repository';
import type { FileView } from './file-view';
import { scanInTime } from './scanning/scan-in-time';
import { storeNewFile, storeDuplicate } from './store-file';
import type { ValidatedFile } from './store-file';
import { removeUnusedBlobs } from './remove-unused-blobs';
import type { ScratchFile } from './storage/scratch-folder';

/** An uploaded file in the scratch folder; the caller removes it. */
export interface FileDraft extends Pick<MessageDraft, 'clientMessageId' | 'replyTo'> {
  file: ScratchFile;
  fileName: string;
  /** Default: the file name. */
  caption?: string | undefined;
  /** A voice message. */
  isVoice?: boolean;
}

interface StoredFileDraft<Id extends PublicId> extends FileDraft {
  conversation: ConversationRef<Id>;
  view: FileView;
}

/**
 * Sends a file in a conversation the caller may write in: validate, name, scan, store, record,
 * post (tutoring-145). A rejection leaves nothing behind. A repeat with the same `clientMessageId`
 * returns the first message.
 */
export async function sendFile<Target extends ConversationTarget>(
  services: FileServices,
  principal: Principal,
  { target, ...draft }: FileDraft & { target: Target },
): Promise<MessageView<PublicIdOf<Target>>> {
  const conversation = await requireAccess(services, principal, { target, permission: 'upload' });
  const { conversationId } = conversation;
  const { file, isVoice = false } = draft;
  const rules = await uploadRulesFor(services, conversationId, isVoice);
  requireAllowedType(draft.fileName, rules);
  requireAllowedSize(file.size, rules);
  await requireOpen(services, conversation);
  const name = sanitizeFileName(draft.fileName);
  await requireMatchingContent(file, name);
  const validated = { ownerId: principal.id, conversationId, name, file };
  const fileId =
    (await storeDuplicate(services, validated)) ?? (await scanAndStore(services, validated));
  const { manager } = services.db.source;
  const key = await services.keys.find(manager, conversationId);
  const view = viewFile(await readFileRow(manager, fileId), key, conversationId);
  return storeFileMessage(services, principal, { ...draft, conversation, fileName: name, view });
}

async function scanAndStore(services: FileServices, validated: ValidatedFile): Promise<string> {
  const signal = AbortSignal.timeout(services.scanTimeout);
  const scanned = { fileName: validated.name, signal };
  const result = await scanInTime(services, validated.file, scanned);
  return storeNewFile(services, validated, { result, signal });
}

async function uploadRulesFor(
  { db, allowVideos: videos }: FileServices,
  conversationId: string,
  isVoice: boolean,
): Promise<FileRules> {
  const settings = await findUploadSettings(db.source.manager, conversationId);
  if (settings && !settings.allowFileUpload) throw new AppError('uploads-off');
  const { maxFileSize, allowedFileTypes } = settings ?? {};
  if (isVoice) return narrowRules(VOICE_RULES, { maxFileSize });
  return narrowRules(fileRules({ videos }), {
    maxFileSize,
    allowedFileTypes: allowedFileTypes ?? undefined,
  });
}

/** Checked again when the message is stored; this check avoids a needless scan. */
async function requireOpen(
  { db }: FileServices,
  { conversationId, kind }: ConversationRef,
): Promise<void> {
  const { state } = await readConversationHead(db.source.manager, conversationId);
  if (!isTypingAllowed(state)) throw new AppError(closedErrorCode(kind, state));
}

async function storeFileMessage<Id extends PublicId>(
  services: FileServices,
  principal: Principal,
  draft: StoredFileDraft<Id>,
): Promise<MessageView<Id>> {
  const { conversation, view, clientMessageId, replyTo } = draft;
  const message = {
    conversation,
    text: draft.caption || view.fileName,
    type: typeOf(draft),
    file: view,
    clientMessageId,
    replyTo,
  };
  try {
    const sent = await storeMessage(services, principal, message);
    if (sent.file) return sent;
    await discardFile(services, view.id);
    return await withOriginalFile(services, conversation.conversationId, sent);
  } catch (error) {
    await discardFile(services, view.id);
    throw error;
  }
}

function typeOf({ isVoice, fileName }: FileDraft): MessageType {
  if (isVoice) return 'voice';
  return isImage(fileName) ? 'image' : 'file';
}

/** The message was sent before with this `clientMessageId` and has its own file. */
async function withOriginalFile<Name extends PublicId>(
  { db, keys }: FileServices,
  conversationId: string,
  stored: MessageView<Name>,
): Promise<MessageView<Name>> {
  const row = await findFileOfMessage(db.source.manager, stored.id);
  if (!row) return stored;
  const key = await keys.find(db.source.manager, conversationId);
  return { ...stored, file: viewFile(row, key, conversationId) };
}

async function discardFile(services: FileServices, fileId: string): Promise<void> {
  const blobId = await inTransaction(services.db, (tx) => deleteFile(tx, fileId));
  if (blobId !== undefined) await removeUnusedBlobs(services, { ids: [blobId] });
}

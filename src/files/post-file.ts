import type { Principal } from '../accounts/principal';
import { keepMessage } from '../conversation/keep-message';
import type { Draft } from '../conversation/keep-message';
import { closedRefusal, mayTypeIn } from '../conversation/conversation-policy';
import { conversationState } from '../conversation/message-store';
import type { MessageView } from '../conversation/message-view';
import type { Place, PlaceName } from '../conversation/place';
import { inTransaction } from '../db/in-transaction';
import { AppError } from '../errors';
import type { MessageType } from '../words';
import { requireContent } from './content-check';
import {
  fileRules,
  isPicture,
  narrowed,
  requireSize,
  requireType,
  safeFileName,
  VOICE_RULES,
} from './file-rules';
import type { FileRules } from './file-rules';
import { viewFile } from './file-row';
import type { FileServices } from './file-services';
import { deleteFile, fileOfMessage, findUploadSettings, selectFile } from './file-store';
import type { FileView } from './file-view';
import { judgeInTime } from './judge-in-time';
import { keepNew, keepSame } from './keep-bytes';
import type { CheckedFile } from './keep-bytes';
import { removeUnused } from './remove-unused';
import type { ScratchFile } from './scratch-folder';

/** A file that came in and lies in the scratch folder, whose caller removes it. */
export interface FileDraft extends Pick<Draft, 'clientMessageId' | 'replyTo'> {
  file: ScratchFile;
  fileName: string;
  /** What is said about it; without it the message says the file's name. */
  caption?: string | undefined;
  /** Whether it was spoken for this conversation. */
  isVoice?: boolean;
}

export interface PlacedFile<Name extends PlaceName> extends FileDraft {
  place: Place<Name>;
  /** How the message is kept, where that takes more than keeping it. */
  keep?: (draft: Draft) => Promise<MessageView<Name>>;
}

/**
 * Sends a file in a conversation into which the caller let the person: validated, named, judged,
 * stored, recorded and posted, in this order (tutoring-145). Whatever is refused leaves nothing
 * behind. A repeat with the same `clientMessageId` returns the first message.
 */
export async function postFile<Name extends PlaceName>(
  services: FileServices,
  principal: Principal,
  draft: PlacedFile<Name>,
): Promise<MessageView<Name>> {
  const { place, file, isVoice = false } = draft;
  const { conversationId } = place;
  const rules = await rulesOf(services, conversationId, isVoice);
  requireType(draft.fileName, rules);
  requireSize(file.size, rules);
  await requireOpen(services, place);
  const name = safeFileName(draft.fileName);
  await requireContent(file, name);
  const checked = { ownerId: principal.id, conversationId, name, file };
  const fileId = (await keepSame(services, checked)) ?? (await judgeAndKeep(services, checked));
  const { manager } = services.db.source;
  const key = await services.keys.find(manager, conversationId);
  const view = viewFile(await selectFile(manager, fileId), key, conversationId);
  return keepWith(services, principal, { ...draft, fileName: name, view });
}

async function judgeAndKeep(services: FileServices, checked: CheckedFile): Promise<string> {
  const signal = AbortSignal.timeout(services.scanBudget);
  const judging = { fileName: checked.name, signal };
  const verdict = await judgeInTime(services, checked.file, judging);
  return keepNew(services, checked, { verdict, signal });
}

async function rulesOf(
  { db, videos }: FileServices,
  conversationId: string,
  isVoice: boolean,
): Promise<FileRules> {
  const settings = await findUploadSettings(db.source.manager, conversationId);
  if (settings && !settings.allowFileUpload) throw new AppError('uploads-off');
  const { maxFileSize, allowedFileTypes } = settings ?? {};
  if (isVoice) return narrowed(VOICE_RULES, { maxFileSize });
  return narrowed(fileRules({ videos }), {
    maxFileSize,
    allowedFileTypes: allowedFileTypes ?? undefined,
  });
}

/** Asked again when the message is kept; here so that nobody waits for a scan in vain. */
async function requireOpen({ db }: FileServices, { conversationId, kind }: Place): Promise<void> {
  const { state } = await conversationState(db.source.manager, conversationId);
  if (!mayTypeIn(state)) throw new AppError(closedRefusal(kind, state));
}

async function keepWith<Name extends PlaceName>(
  services: FileServices,
  principal: Principal,
  draft: PlacedFile<Name> & { view: FileView },
): Promise<MessageView<Name>> {
  const { place, view, keep, clientMessageId, replyTo } = draft;
  const words = {
    text: draft.caption || view.fileName,
    type: typeOf(draft),
    file: view,
    clientMessageId,
    replyTo,
  };
  try {
    const kept = keep
      ? await keep(words)
      : await keepMessage<Name>(services, principal, { ...words, place });
    if (kept.file) return kept;
    await takeBack(services, view.id);
    return await withItsFile(services, place.conversationId, kept);
  } catch (error) {
    await takeBack(services, view.id);
    throw error;
  }
}

function typeOf({ isVoice, fileName }: FileDraft): MessageType {
  if (isVoice) return 'voice';
  return isPicture(fileName) ? 'image' : 'file';
}

/** The message had been sent before under this id, with a file of its own. */
async function withItsFile<Name extends PlaceName>(
  { db, keys }: FileServices,
  conversationId: string,
  kept: MessageView<Name>,
): Promise<MessageView<Name>> {
  const row = await fileOfMessage(db.source.manager, kept.id);
  if (!row) return kept;
  const key = await keys.find(db.source.manager, conversationId);
  return { ...kept, file: viewFile(row, key, conversationId) };
}

async function takeBack(services: FileServices, fileId: string): Promise<void> {
  const blobId = await inTransaction(services.db, (tx) => deleteFile(tx, fileId));
  if (blobId !== undefined) await removeUnused(services, { ids: [blobId] });
}

import { In, IsNull, LessThan, Not } from 'typeorm';
import type { DeleteResult, EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Conversation } from '../database/entities/chat/conversation';
import { Message } from '../database/entities/chat/message';
import { File } from '../database/entities/files/file';
import { FileBlob } from '../database/entities/files/file-blob';
import { FILE_COLUMNS, toFileRow } from './file-row';
import type { FileRow } from './file-row';

export interface NewFile {
  blobId: string;
  conversationId: string;
  uploadedBy: string;
  name: Buffer;
  wrappedKey: Buffer;
  at: Date;
}

/** Undefined when the blob is being removed. The lock prevents that until the commit. */
export async function insertFile(
  tx: EntityManager,
  { at, ...fields }: NewFile,
): Promise<string | undefined> {
  const blob = await tx.findOne(FileBlob, {
    select: { id: true },
    where: { id: fields.blobId, removingAt: IsNull() },
    lock: { mode: 'pessimistic_read' },
  });
  if (!blob) return undefined;
  const file = tx.create(File, { ...fields, createdAt: at });
  await tx.insert(File, file);
  return file.id;
}

/** An earlier file of the same user on the same bytes, with the keys to decrypt it. */
export interface DuplicateFile {
  blobId: string;
  conversationId: string;
  wrappedKey: Buffer;
  dataKey: Buffer;
}

export async function findDuplicate(
  manager: EntityManager,
  same: Pick<FileBlob, 'ownerId' | 'sha256' | 'mimeType'>,
): Promise<DuplicateFile | undefined> {
  return manager
    .createQueryBuilder(File, 'file')
    .innerJoin('file.blob', 'blob')
    .innerJoin('file.conversation', 'conversation')
    .select('file.blobId', 'blobId')
    .addSelect('file.conversationId', 'conversationId')
    .addSelect('file.wrappedKey', 'wrappedKey')
    .addSelect('conversation.dataKey', 'dataKey')
    .where({
      blob: { ...same, scanStatus: 'clean', storedAt: Not(IsNull()), removingAt: IsNull() },
      wrappedKey: Not(IsNull()),
      conversation: { dataKey: Not(IsNull()) },
    })
    .orderBy('file.id', 'DESC')
    .limit(1)
    .getRawOne<DuplicateFile>();
}

/**
 * Deletes a file that no message uses; returns its blob. The database decides, not the caller: a
 * response may be lost after the commit.
 */
export async function deleteFile(tx: EntityManager, id: string): Promise<string | undefined> {
  // Two statements: the second sees a message committed while the first waited.
  await tx.findOne(File, {
    select: { id: true },
    where: { id },
    lock: { mode: 'pessimistic_write' },
  });
  const deletion = tx.createQueryBuilder().delete().from(File).where({ id });
  deletion.andWhere(isUnsent(tx)).returning(['blobId']);
  return blobIdsOf(await deletion.execute())[0];
}

/** Files without a message: the sender disconnected or the process crashed. */
export async function deleteUnsentFiles(manager: EntityManager, before: Date): Promise<void> {
  const deletion = manager.createQueryBuilder().delete().from(File);
  await deletion
    .where({ createdAt: LessThan(before) })
    .andWhere(isUnsent(manager))
    .execute();
}

/** Condition of a deletion from `files`. */
function isUnsent(manager: EntityManager): string {
  const message = manager.createQueryBuilder(Message, 'message').select('1');
  return `NOT EXISTS (${message.where('message.fileId = files.id').getQuery()})`;
}

/** Deletes a conversation's files with their keys; returns their blobs. */
export async function deleteFilesOf(tx: EntityManager, conversationId: string): Promise<string[]> {
  const deletion = tx.createQueryBuilder().delete().from(File).where({ conversationId });
  return blobIdsOf(await deletion.returning(['blobId']).execute());
}

function blobIdsOf({ raw }: DeleteResult): string[] {
  return (raw as { blob_id: string }[]).map(({ blob_id: blobId }) => blobId);
}

function selectFileRows(manager: EntityManager): SelectQueryBuilder<File> {
  const query = manager.createQueryBuilder(File, 'file').select(FILE_COLUMNS);
  return query.innerJoin('file.blob', 'blob');
}

export async function readFileRow(manager: EntityManager, id: string): Promise<FileRow> {
  return toFileRow(await selectFileRows(manager).where({ id }).getOneOrFail());
}

/** By file id. */
export async function readFileRows(
  manager: EntityManager,
  ids: string[],
): Promise<Map<string, FileRow>> {
  if (ids.length === 0) return new Map();
  const files = await selectFileRows(manager)
    .where({ id: In(ids) })
    .getMany();
  return new Map(files.map((file) => [file.id, toFileRow(file)]));
}

/** Undefined when the message has none or was deleted. */
export async function findFileOfMessage(
  manager: EntityManager,
  messageId: string,
): Promise<FileRow | undefined> {
  const file = await selectFileRows(manager)
    .innerJoin(Message, 'message', 'message.fileId = file.id AND message.deletedAt IS NULL')
    .where('message.id = :messageId', { messageId })
    .getOne();
  return file ? toFileRow(file) : undefined;
}

/** A sent file with its blob and its conversation. */
export interface SentFile {
  messageId: string;
  /** Of the message. */
  seq: number;
  file: File;
  blob: FileBlob;
  conversation: Pick<Conversation, 'kind' | 'state' | 'dataKey'>;
}

function selectSentFiles(manager: EntityManager): SelectQueryBuilder<Message> {
  return manager
    .createQueryBuilder(Message, 'message')
    .select([
      'message.id',
      'message.seq',
      'conversation.id',
      'conversation.kind',
      'conversation.state',
    ])
    .addSelect('conversation.dataKey')
    .innerJoinAndSelect('message.file', 'file')
    .innerJoinAndSelect('file.blob', 'blob')
    .innerJoin('message.conversation', 'conversation');
}

function toSentFile({ id, seq, file, conversation }: Message): SentFile {
  if (!file?.blob || !conversation) throw new Error(`Message ${id} was loaded without its file`);
  return { messageId: id, seq, file, blob: file.blob, conversation };
}

/** Undefined also when it is not sent yet or its message was deleted. */
export async function findSentFile(
  manager: EntityManager,
  fileId: string,
): Promise<SentFile | undefined> {
  const message = await selectSentFiles(manager)
    .where({ deletedAt: IsNull(), file: { id: fileId, deletedAt: IsNull() } })
    .getOne();
  return message ? toSentFile(message) : undefined;
}

export async function findFilesOnBlob(manager: EntityManager, blobId: string): Promise<SentFile[]> {
  const query = selectSentFiles(manager).where({ file: { blobId } }).orderBy('file.id');
  return (await query.getMany()).map(toSentFile);
}

export async function countDownload(
  manager: EntityManager,
  id: string,
  lastAccessedAt: Date,
): Promise<void> {
  const downloadCount = () => 'download_count + 1';
  await manager.update(File, { id }, { downloadCount, lastAccessedAt });
}

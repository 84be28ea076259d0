import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { describeFile } from '../../files/describe-file';
import { downloadFile, downloadThumbnail } from '../../files/download-file';
import { sendFile } from '../../files/send-file';
import { defineDownload, defineRoute, defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { parseRange } from '../http/downloads';
import { rowId } from '../../ids';
import { fileDescriptionResponse } from '../shared/file-schemas';
import { emptyText } from '../shared/message-schemas';
import { wireFileDescription } from './file-mapper';
import { wireMessage } from './message-mapper';
import { wireMessageResponse } from './tutoring-schemas';

const ITEM_PATH = '/files/:fileId';
const byId = z.object({ fileId: z.string() });
const uploadSchema = z.object({
  conversationId: z.string(),
  description: z.union([emptyText, messageText]).optional(),
  replyTo: z
    .union([emptyText, rowId('must be the id of a message')], 'must be the id of a message')
    .optional(),
  clientMessageId: clientMessageId.optional(),
});

export const uploadResponse = z.object({
  message: wireMessageResponse,
  upload: z.object({ id: z.string(), status: z.literal('completed'), progress: z.literal(100) }),
});

const NO_STORE = 'private, no-store';
/** Cached by the browser, revalidated each time: access may have changed. */
const REVALIDATE = 'private, no-cache';

/** Files of conversations (tutoring-116…122). */
export function fileRoutes(context: Context): AnyRoute[] {
  return [uploadRoute(context), descriptionRoute(context), ...downloadRoutes(context)];
}

function uploadRoute({ files }: Context): AnyRoute {
  return defineUpload({
    path: '/conversations/:conversationId/upload',
    summary: 'Upload a file of at most 10 MB: .pdf, .docx, .pptx, .txt, .jpg, .jpeg, .png or .gif',
    access: 'signed-in',
    input: uploadSchema,
    response: uploadResponse,
    status: 201,
    message: 'File uploaded successfully',
    handle: async ({ principal, input: { conversationId, description, ...input }, upload }) => {
      const target = { conversationId };
      const draft = { ...input, ...upload, target, caption: description };
      const message = await sendFile(files, principal, draft);
      const done = { status: 'completed' as const, progress: 100 as const };
      return {
        message: wireMessage(conversationId, message),
        upload: { id: message.file?.id ?? '', ...done },
      };
    },
  });
}

function descriptionRoute({ files, config }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: ITEM_PATH,
    summary: 'Describe a file: size, malware scan, number of downloads',
    access: 'signed-in',
    input: byId,
    response: fileDescriptionResponse,
    message: 'File found',
    handle: async ({ principal, input }) =>
      wireFileDescription(await describeFile(files, principal, input), config.files.cdnBaseUrl),
  });
}

function downloadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineDownload({
      path: `${ITEM_PATH}/download`,
      summary: 'Download a file, or a range of it',
      access: 'signed-in',
      input: byId.extend({ range: z.string().optional() }),
      message: 'The file',
      downloadType: 'application/octet-stream',
      handle: async ({ principal, input: { fileId, range } }) => {
        const query = { fileId, rangeOf: (size: number) => parseRange(range, size) };
        const download = await downloadFile(files, principal, query);
        const headers = { 'X-File-Scan-Status': 'clean', 'X-File-Scan-Judge': download.scanner };
        const type = 'application/octet-stream';
        return { ...download, type, isAttachment: true, cache: NO_STORE, headers };
      },
    }),
    defineDownload({
      path: `${ITEM_PATH}/thumbnails/:size`,
      summary: 'Download a thumbnail: small, medium or large',
      access: 'signed-in',
      input: byId.extend({
        size: z.enum(['small', 'medium', 'large'], 'must be small, medium or large'),
      }),
      message: 'The thumbnail',
      downloadType: 'image/webp',
      handle: async ({ principal, input }) => {
        const download = await downloadThumbnail(files, principal, input);
        const type = download.mimeType;
        // A thumbnail never changes.
        const headers = { ETag: `"${input.fileId}-${input.size}"` };
        return { ...download, type, isAttachment: false, cache: REVALIDATE, headers };
      },
    }),
  ];
}

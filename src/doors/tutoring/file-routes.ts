import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { describeFile } from '../../files/describe-file';
import { fetchFile, fetchThumbnail } from '../../files/fetch-file';
import { postFile } from '../../files/post-file';
import { defineDownload, defineRoute, defineUpload } from '../door';
import type { AnyRoute } from '../door';
import { rangeOf } from '../downloads';
import { fileDescriptionReply } from '../file-replies';
import { describedFile } from './file-words';
import { wireMessage, wireMessageReply } from './message-words';

const ONE = '/files/:fileId';
const byId = z.object({ fileId: z.string() });
const MESSAGE_ID = /^[1-9]\d{0,17}$/;

const nothing = z.literal('').transform(() => undefined);
const uploadSchema = z.object({
  conversationId: z.string(),
  description: z.union([nothing, messageText]).optional(),
  replyTo: z
    .union([nothing, z.string().regex(MESSAGE_ID)], 'must be the id of a message')
    .optional(),
  clientMessageId: clientMessageId.optional(),
});

const uploadReply = z.object({
  message: wireMessageReply,
  upload: z.object({ id: z.string(), status: z.literal('completed'), progress: z.literal(100) }),
});

const NOT_KEPT = 'private, no-store';
/** A browser may keep it, and asks each time whether whoever looks now may still see it. */
const KEPT_AND_ASKED = 'private, no-cache';

/** Files of conversations (tutoring-116…122). */
export function fileRoutes(context: Context): AnyRoute[] {
  return [uploadRoute(context), describingRoute(context), ...fetchingRoutes(context)];
}

function uploadRoute({ files }: Context): AnyRoute {
  return defineUpload({
    path: '/conversations/:conversationId/upload',
    summary: 'Send a file of at most 10 MB: .pdf, .docx, .pptx, .txt, .jpg, .jpeg, .png or .gif',
    right: 'signed-in',
    input: uploadSchema,
    reply: uploadReply,
    status: 201,
    message: 'File uploaded successfully',
    handle: async ({ principal, input: { conversationId, description, ...input }, upload }) => {
      const place = await files.known.enterAsMember(principal, conversationId, 'upload');
      const draft = { ...input, ...upload, caption: description, place };
      const message = await postFile(files, principal, draft);
      const done = { status: 'completed' as const, progress: 100 as const };
      return {
        message: wireMessage(conversationId, message),
        upload: { id: message.file?.id ?? '', ...done },
      };
    },
  });
}

function describingRoute({ files, config }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: ONE,
    summary: 'What is known of a file: its size, who judged it, how often it was fetched',
    right: 'signed-in',
    input: byId,
    reply: fileDescriptionReply,
    message: 'File found',
    handle: async ({ principal, input }) =>
      describedFile(await describeFile(files, principal, input), config.files.cdnBaseUrl),
  });
}

function fetchingRoutes({ files }: Context): AnyRoute[] {
  return [
    defineDownload({
      path: `${ONE}/download`,
      summary: 'Fetch a file, or a range of it',
      right: 'signed-in',
      input: byId.extend({ range: z.string().optional() }),
      message: 'The file',
      bytes: 'application/octet-stream',
      handle: async ({ principal, input: { fileId, range } }) => {
        const wanted = { fileId, rangeOf: (size: number) => rangeOf(range, size) };
        const fetched = await fetchFile(files, principal, wanted);
        const headers = { 'X-File-Scan-Status': 'clean', 'X-File-Scan-Judge': fetched.judge };
        const type = 'application/octet-stream';
        return { ...fetched, type, isAttachment: true, cache: NOT_KEPT, headers };
      },
    }),
    defineDownload({
      path: `${ONE}/thumbnails/:size`,
      summary: 'A picture, made small: small, medium or large',
      right: 'signed-in',
      input: byId.extend({
        size: z.enum(['small', 'medium', 'large'], 'must be small, medium or large'),
      }),
      message: 'The thumbnail',
      bytes: 'image/webp',
      handle: async ({ principal, input }) => {
        const fetched = await fetchThumbnail(files, principal, input);
        const type = fetched.mimeType;
        // A thumbnail is made once and never changes.
        const headers = { ETag: `"${input.fileId}-${input.size}"` };
        return { ...fetched, type, isAttachment: false, cache: KEPT_AND_ASKED, headers };
      },
    }),
  ];
}

import i18next from 'i18next';
import { uploadFile } from '../../../api/upload-file';
import { ApiError } from '../../../api/api-error';
import { errorTextKey } from '../../../i18n/i18n';
import { newId } from '../../../state/new-id';
import { preloadToasts, showToast } from '../../../components/overlays/toast';
import { UploadQueue } from './upload-queue';
import type { UploadQueueDeps } from './upload-queue';

const queues = new Map<string, UploadQueue>();

/** One queue per conversation: uploads continue while the user visits other pages. */
export function uploadQueueFor(conversationId: string): UploadQueue {
  const queue = queues.get(conversationId) ?? new UploadQueue(createDeps(conversationId));
  queues.set(conversationId, queue);
  return queue;
}

function createDeps(conversationId: string): UploadQueueDeps {
  preloadToasts();
  return {
    newId,
    send: async ({ id, file, caption }, options) => {
      const form = new FormData();
      // Fields first: the server reads the file as a stream.
      form.set('description', caption.trim());
      form.set('replyTo', '');
      form.set('clientMessageId', id);
      form.set('file', file);
      const upload = { path: { conversationId }, form };
      const { message } = await uploadFile(upload, { ...options, key: id });
      return { downloadUrl: message.content.fileInfo?.downloadUrl ?? '' };
    },
    schedule: (action, ms) => void setTimeout(action, ms),
    onSent: () => showToast({ title: i18next.t('files.sentTitle'), text: i18next.t('files.sent') }),
    onFailed: ({ error }) =>
      showToast({
        title: i18next.t('files.failedTitle'),
        text: i18next.t('files.failed', { reason: textOf(error) }),
      }),
  };
}

function textOf(error: unknown): string {
  return i18next.t(errorTextKey(error instanceof ApiError ? error.code : 'unknown'));
}

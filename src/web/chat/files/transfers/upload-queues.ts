import i18next from 'i18next';
import type { MemberMessage } from '../../../api/api-types';
import { uploadForm } from '../../../api/upload-form';
import { ApiError } from '../../../api/api-error';
import { errors } from '../../../i18n/id/errors';
import { newId } from '../../../state/new-id';
import { preloadToasts, showToast } from '../../../components/overlays/toast';
import { UploadQueue } from './upload-queue';
import type { UploadQueueDeps } from './upload-queue';

const queues = new Map<string, UploadQueue>();

/** Of each conversation there is one: what is on its way goes on while the person is elsewhere. */
export function uploadQueueFor(conversationId: string): UploadQueue {
  const tray = queues.get(conversationId) ?? new UploadQueue(createDeps(conversationId));
  queues.set(conversationId, tray);
  return tray;
}

function createDeps(conversationId: string): UploadQueueDeps {
  preloadToasts();
  const path = `/api/conversations/${encodeURIComponent(conversationId)}/upload`;
  return {
    newId,
    send: async ({ id, file, caption }, sending) => {
      const form = new FormData();
      // The fields first: the file is read as it comes.
      form.set('description', caption.trim());
      form.set('replyTo', '');
      form.set('clientMessageId', id);
      form.set('file', file);
      const { message } = await uploadForm<{ message: MemberMessage }>(path, form, sending);
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
  const code = error instanceof ApiError && error.code in errors ? error.code : 'unknown';
  return i18next.t(`errors.${code as keyof typeof errors}`);
}

import { Paperclip } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { withOnDemandTexts } from '../../../i18n/i18n';
import { lazyModule, useLazyModule } from '../../../components/overlays/lazy-module';
import { showToast } from '../../../components/overlays/toast';
import { FILE_TYPES } from '../../../../enums';
import { DropZone } from './drop-zone';
import styles from './use-chat-files.module.css';

const transfersModule = lazyModule(() =>
  withOnDemandTexts(
    Promise.all([
      import('./transfer-panel').then(({ TransferPanel }) => TransferPanel),
      import('./upload-queues').then(({ uploadQueueFor }) => uploadQueueFor),
    ]).then(([TransferPanel, uploadQueueFor]) => ({ TransferPanel, uploadQueueFor })),
  ),
);

export interface ChatFiles {
  /** For the composer; undefined when nothing can be sent. */
  button: ReactElement | undefined;
  /** Above the composer: uploads and downloads. */
  panel: ReactNode;
}

/** Files of a conversation: chosen with the button, pasted, or dropped on `frame`. */
export function useChatFiles({
  conversationId,
  frame,
  canSend,
  hasFiles,
}: {
  conversationId: string;
  frame: RefObject<HTMLElement | null>;
  canSend: boolean;
  /** A message has a file. */
  hasFiles: boolean;
}): ChatFiles {
  const { t } = useTranslation();
  const { value: transfers, load } = useLazyModule(transfersModule);
  // The panel shows downloads too.
  useEffect(() => {
    if (hasFiles) load();
  }, [hasFiles, load]);
  const add = (files: File[]): void => {
    if (files.length === 0) return;
    load();
    transfersModule.load().then(
      ({ uploadQueueFor }) => uploadQueueFor(conversationId).add(files),
      () => showToast({ title: t('session.attach.failed') }),
    );
  };
  return {
    button: canSend ? <AttachButton onFiles={add} onReach={load} /> : undefined,
    panel: (
      <>
        {canSend && <DropZone frame={frame} onFiles={add} />}
        {transfers && (
          <transfers.TransferPanel
            queue={transfers.uploadQueueFor(conversationId)}
            canSend={canSend}
          />
        )}
      </>
    ),
  };
}

function AttachButton({
  onFiles,
  onReach,
}: {
  onFiles: (files: File[]) => void;
  onReach: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={styles.attach}
        aria-label={t('session.attach.label')}
        title={t('session.attach.label')}
        onPointerEnter={onReach}
        onFocus={onReach}
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden="true" size={22} />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={FILE_TYPES.join(',')}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // Without this, choosing the same file again fires no event.
          target.value = '';
        }}
      />
    </>
  );
}

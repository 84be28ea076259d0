import { Paperclip } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { withOnDemandTexts } from '../../../i18n/i18n';
import { lazyModule, useLazyModule } from '../../../components/overlays/lazy-module';
import { showToast } from '../../../components/overlays/toast';
import { FILE_TYPES } from '../file-limits';
import { DropZone } from './drop-zone';
import styles from './use-chat-files.module.css';

const parts = lazyModule(() =>
  withOnDemandTexts(
    Promise.all([
      import('./transfer-panel').then(({ TransferPanel: FileDock }) => FileDock),
      import('./upload-queues').then(({ uploadQueueFor: trayOf }) => trayOf),
    ]).then(([FileDock, trayOf]) => ({ FileDock, trayOf })),
  ),
);

/** What a conversation shows of the files that come and go. */
export interface ChatFiles {
  /** Stands beside the line where one writes; undefined when nothing can be sent now. */
  button: ReactElement | undefined;
  /** Stands above it: files that are looked at, sent and fetched. */
  panel: ReactNode;
}

/** Files of a conversation: chosen with the button, pasted, or dropped anywhere on `frame`. */
export function useChatFiles({
  conversationId,
  frame,
  canSend,
  hasFiles,
}: {
  conversationId: string;
  frame: RefObject<HTMLElement | null>;
  canSend: boolean;
  /** There is something to fetch. */
  hasFiles: boolean;
}): ChatFiles {
  const { t } = useTranslation();
  const { value: part, load: want } = useLazyModule(parts);
  // What is fetched is shown here as well.
  useEffect(() => {
    if (hasFiles) want();
  }, [hasFiles, want]);
  const add = (files: File[]): void => {
    if (files.length === 0) return;
    want();
    parts.load().then(
      ({ trayOf }) => trayOf(conversationId).add(files),
      () => showToast({ title: t('session.attach.failed') }),
    );
  };
  return {
    button: canSend ? <AttachButton onFiles={add} onReach={want} /> : undefined,
    panel: (
      <>
        {canSend && <DropZone frame={frame} onFiles={add} />}
        {part && <part.FileDock tray={part.trayOf(conversationId)} canSend={canSend} />}
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
        className={styles['attach']}
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
          // The same file may be chosen once more.
          target.value = '';
        }}
      />
    </>
  );
}

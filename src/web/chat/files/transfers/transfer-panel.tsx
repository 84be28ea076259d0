import { useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/controls/button';
import { DownloadRow } from './download-row';
import { downloads } from './downloads';
import styles from './transfer-panel.module.css';
import { UploadRow } from './upload-row';
import type { UploadQueue } from './upload-queue';

/** Above the composer: files to send, uploads and downloads. */
export function TransferPanel({
  queue,
  canSend,
}: {
  queue: UploadQueue;
  canSend: boolean;
}): ReactElement | null {
  const { t } = useTranslation();
  const entries = useSyncExternalStore(queue.subscribe, queue.getSnapshot);
  const downloading = useSyncExternalStore(downloads.subscribe, downloads.getSnapshot);
  if (entries.length === 0 && downloading.length === 0) return null;
  const ready = entries.filter(({ status }) => status === 'ready').length;
  const hasSelection = entries.some(({ status }) => status === 'ready' || status === 'refused');
  return (
    <section className={styles.panel} aria-label={t('files.title')}>
      <ul className={styles.list}>
        {entries.map((entry) => (
          <UploadRow key={entry.id} entry={entry} queue={queue} />
        ))}
        {downloading.map((entry) => (
          <DownloadRow key={entry.file.id} entry={entry} />
        ))}
      </ul>
      {hasSelection && (
        <div className={styles.actions}>
          <Button kind="quiet" size="small" onClick={() => queue.clear()}>
            {t('files.cancel')}
          </Button>
          {ready > 0 && canSend && (
            <Button size="small" onClick={() => queue.sendAll()}>
              {t('files.send', { count: ready })}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

import { useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/controls/button';
import { DownloadRow } from './download-row';
import { downloads } from './downloads';
import styles from './transfer-panel.module.css';
import { UploadRow } from './upload-row';
import type { UploadQueue } from './upload-queue';

/** Above the line where one writes: files that are looked at, on their way, or being fetched. */
export function TransferPanel({
  tray,
  canSend,
}: {
  tray: UploadQueue;
  canSend: boolean;
}): ReactElement | null {
  const { t } = useTranslation();
  const entries = useSyncExternalStore(tray.subscribe, tray.getSnapshot);
  const fetched = useSyncExternalStore(downloads.subscribe, downloads.getSnapshot);
  if (entries.length === 0 && fetched.length === 0) return null;
  const ready = entries.filter(({ status }) => status === 'ready').length;
  const isLookedAt = entries.some(({ status }) => status === 'ready' || status === 'refused');
  return (
    <section className={styles['dock']} aria-label={t('files.title')}>
      <ul className={styles['list']}>
        {entries.map((entry) => (
          <UploadRow key={entry.id} entry={entry} queue={tray} />
        ))}
        {fetched.map((entry) => (
          <DownloadRow key={entry.file.id} entry={entry} />
        ))}
      </ul>
      {isLookedAt && (
        <div className={styles['acts']}>
          <Button kind="quiet" size="small" onClick={() => tray.clear()}>
            {t('files.cancel')}
          </Button>
          {ready > 0 && canSend && (
            <Button size="small" onClick={() => tray.sendAll()}>
              {t('files.send', { count: ready })}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

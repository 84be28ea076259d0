import { useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { DownloadLine } from './download-line';
import { downloads } from './downloads';
import styles from './file-dock.module.css';
import { UploadLine } from './upload-line';
import type { UploadTray } from './upload-tray';

/** Above the line where one writes: files that are looked at, on their way, or being fetched. */
export function FileDock({
  tray,
  canSend,
}: {
  tray: UploadTray;
  canSend: boolean;
}): ReactElement | null {
  const { t } = useTranslation();
  const entries = useSyncExternalStore(tray.subscribe, tray.read);
  const fetched = useSyncExternalStore(downloads.subscribe, downloads.read);
  if (entries.length === 0 && fetched.length === 0) return null;
  const ready = entries.filter(({ status }) => status === 'ready').length;
  const isLookedAt = entries.some(({ status }) => status === 'ready' || status === 'refused');
  return (
    <section className={styles['dock']} aria-label={t('files.title')}>
      <ul className={styles['list']}>
        {entries.map((entry) => (
          <UploadLine key={entry.id} entry={entry} tray={tray} />
        ))}
        {fetched.map((entry) => (
          <DownloadLine key={entry.file.id} entry={entry} />
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

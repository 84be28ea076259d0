import { CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format';
import { IconButton } from '../../../components/controls/icon-button';
import { useErrorText } from '../../../components/hooks/use-error-text';
import { TransferRow } from './transfer-row';
import { FilePreview } from './file-preview';
import { ProgressBar } from './progress-bar';
import styles from './upload-row.module.css';
import type { UploadEntry, UploadQueue } from './upload-queue';
import { useFileSizeText } from '../use-file-size-text';

interface UploadRowProps {
  entry: UploadEntry;
  queue: UploadQueue;
}

/** A file that is looked at, on its way, sent, or not. */
export function UploadRow({ entry, queue: tray }: UploadRowProps): ReactElement {
  const { t } = useTranslation();
  const { id, fileName: name, status } = entry;
  const isWrong = status === 'failed' || status === 'refused';
  return (
    <TransferRow
      picture={isWrong ? <CircleAlert aria-hidden="true" /> : <FilePreview file={entry.file} />}
      name={name}
      isWrong={isWrong}
      acts={
        <>
          {status === 'failed' && (
            <IconButton label={t('files.retry')} onClick={() => tray.retry(id)}>
              <RotateCw aria-hidden="true" size={20} />
            </IconButton>
          )}
          {status === 'completed' ? (
            <CircleCheck aria-hidden="true" className={styles['done']} />
          ) : (
            <IconButton
              label={t(status === 'uploading' ? 'files.stop' : 'files.remove', { name })}
              onClick={() => tray.remove(id)}
            >
              <X aria-hidden="true" size={20} />
            </IconButton>
          )}
        </>
      }
    >
      <UploadStatus entry={entry} queue={tray} />
    </TransferRow>
  );
}

function UploadStatus({ entry, queue: tray }: UploadRowProps): ReactElement {
  const { t } = useTranslation();
  const sizeText = useFileSizeText();
  const textOf = useErrorText();
  switch (entry.status) {
    case 'refused':
      return <p role="alert">{t(`files.problem.${entry.problem ?? 'notSupported'}`)}</p>;
    case 'failed':
      return <p role="alert">{t('files.failed', { reason: textOf(entry.error) })}</p>;
    case 'completed':
      return <p role="status">{t('files.completed')}</p>;
    case 'uploading':
      return <UploadProgress entry={entry} />;
    case 'ready':
      return (
        <>
          <p>{sizeText(entry.fileSize)}</p>
          <Caption entry={entry} queue={tray} />
        </>
      );
  }
}

function UploadProgress({
  entry: { progress, fileName: name },
}: {
  entry: UploadEntry;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = format.percent(progress / 100);
  return (
    <>
      <ProgressBar label={t('files.uploading', { name })} value={progress} />
      <p>{progress === 100 ? t('files.checking') : t('files.percent', { percent })}</p>
    </>
  );
}

/** What is said about the file; Enter sends it, as everywhere below a conversation. */
function Caption({ entry, queue: tray }: UploadRowProps): ReactElement {
  const { t } = useTranslation();
  return (
    <input
      className={styles['caption']}
      dir="auto"
      value={entry.caption}
      maxLength={2_000}
      placeholder={t('files.captionHint')}
      aria-label={t('files.caption', { name: entry.fileName })}
      onChange={({ target }) => tray.setCaption(entry.id, target.value)}
      onKeyDown={({ key, nativeEvent }) => {
        if (key === 'Enter' && !nativeEvent.isComposing) tray.sendAll();
      }}
    />
  );
}

import { CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format';
import { IconButton } from '../../../components/controls/icon-button';
import { typedText } from '../../../components/controls/typed-text';
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

export function UploadRow({ entry, queue }: UploadRowProps): ReactElement {
  const { t } = useTranslation();
  const { id, fileName: name, status } = entry;
  const isFailed = status === 'failed' || status === 'refused';
  return (
    <TransferRow
      icon={isFailed ? <CircleAlert aria-hidden="true" /> : <FilePreview file={entry.file} />}
      name={name}
      isFailed={isFailed}
      actions={
        <>
          {status === 'failed' && (
            <IconButton label={t('files.retry')} onClick={() => queue.retry(id)}>
              <RotateCw aria-hidden="true" size={20} />
            </IconButton>
          )}
          {status === 'completed' ? (
            <CircleCheck aria-hidden="true" className={styles.done} />
          ) : (
            <IconButton
              label={t(status === 'uploading' ? 'files.stop' : 'files.remove', { name })}
              onClick={() => queue.remove(id)}
            >
              <X aria-hidden="true" size={20} />
            </IconButton>
          )}
        </>
      }
    >
      <UploadStatus entry={entry} queue={queue} />
    </TransferRow>
  );
}

function UploadStatus({ entry, queue }: UploadRowProps): ReactElement {
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
          <Caption entry={entry} queue={queue} />
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
      <p>{progress === 100 ? t('files.checking') : t('files.sentPercent', { percent })}</p>
    </>
  );
}

/** Enter sends, as in the composer. */
function Caption({ entry, queue }: UploadRowProps): ReactElement {
  const { t } = useTranslation();
  return (
    <input
      className={styles.caption}
      dir="auto"
      value={entry.caption}
      maxLength={2_000}
      placeholder={t('files.captionHint')}
      aria-label={t('files.caption', { name: entry.fileName })}
      onChange={({ target }) => queue.setCaption(entry.id, typedText(target.value))}
      onKeyDown={({ key, nativeEvent }) => {
        if (key === 'Enter' && !nativeEvent.isComposing) queue.sendAll();
      }}
    />
  );
}

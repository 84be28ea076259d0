import { CircleAlert, CircleCheck, Download, RotateCw, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format';
import { IconButton } from '../../../components/controls/icon-button';
import { useErrorText } from '../../../components/hooks/use-error-text';
import { TransferRow } from './transfer-row';
import { downloads } from './downloads';
import type { DownloadEntry } from './downloads';
import { ProgressBar } from './progress-bar';

export function DownloadRow({ entry }: { entry: DownloadEntry }): ReactElement {
  const { t } = useTranslation();
  const { file, status } = entry;
  const isFailed = status === 'failed';
  const Icon = isFailed ? CircleAlert : status === 'done' ? CircleCheck : Download;
  return (
    <TransferRow
      icon={<Icon aria-hidden="true" />}
      name={file.fileName}
      isFailed={isFailed}
      actions={
        isFailed && (
          <>
            <IconButton label={t('files.retry')} onClick={() => downloads.add(file)}>
              <RotateCw aria-hidden="true" size={20} />
            </IconButton>
            <IconButton
              label={t('files.remove', { name: file.fileName })}
              onClick={() => downloads.remove(file.id)}
            >
              <X aria-hidden="true" size={20} />
            </IconButton>
          </>
        )
      }
    >
      <DownloadStatus entry={entry} />
    </TransferRow>
  );
}

function DownloadStatus({
  entry: { status, progress, file, error },
}: {
  entry: DownloadEntry;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useErrorText();
  const name = file.fileName;
  if (status === 'failed') {
    return <p role="alert">{t('files.downloadFailed', { reason: textOf(error) })}</p>;
  }
  if (status === 'waiting') return <p>{t('files.waiting')}</p>;
  if (status === 'done') return <p role="status">{t('files.downloaded')}</p>;
  return (
    <>
      <ProgressBar label={t('files.downloading', { name })} value={progress} />
      <p>{t('files.downloadedPercent', { percent: format.percent(progress / 100) })}</p>
    </>
  );
}

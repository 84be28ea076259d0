import { Download, ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useScanStatus } from '../../api/file-queries';
import { classNames } from '../../components/class-names';
import { IconButton } from '../../components/controls/icon-button';
import { downloads } from './transfers/downloads';
import styles from './file-card.module.css';
import { FileIcon } from './file-icon';
import { fileExtension } from './file-limits';
import type { MessageFile } from './message-file';
import { useFileSizeText } from './use-file-size-text';

/** A file's name, size, scan result and download button. */
export function FileCard({ file }: { file: MessageFile }): ReactElement {
  const { t } = useTranslation();
  const sizeText = useFileSizeText();
  const scanStatus = useScanStatus(file);
  const { fileName: name, fileSize } = file;
  const isClean = scanStatus === 'clean';
  const Shield = isClean ? ShieldCheck : ShieldAlert;
  const isUnsafe = scanStatus === 'infected' || scanStatus === 'error';
  return (
    <div className={styles.card}>
      <span className={styles.icon}>
        <FileIcon name={name} />
      </span>
      <div className={styles.texts}>
        <bdi className={styles.name}>{name}</bdi>
        <p>
          {fileExtension(name).slice(1).toUpperCase()} · {sizeText(fileSize)}
        </p>
        <p className={classNames(styles.scanStatus, isUnsafe && styles.unsafe)}>
          <Shield aria-hidden="true" size={14} />
          {t(`files.scan.${scanStatus}`)}
        </p>
      </div>
      {isClean && (
        <IconButton label={t('files.download', { name })} onClick={() => downloads.add(file)}>
          <Download aria-hidden="true" size={22} />
        </IconButton>
      )}
    </div>
  );
}

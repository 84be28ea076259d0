import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FileCard } from './file-card';
import type { MessageFile } from './message-file';
import { ImageGallery } from './image-gallery';
import { imageDisplaySize } from './image-display-size';
import styles from './file-attachment.module.css';

/** An image that opens in the gallery, or a card. */
export function FileAttachment({ file }: { file: MessageFile }): ReactElement {
  const size = imageDisplaySize(file);
  return size && file.scanStatus === 'clean' ? (
    <ImageAttachment file={file} size={size} />
  ) : (
    <FileCard file={file} />
  );
}

function ImageAttachment({
  file,
  size,
}: {
  file: MessageFile;
  size: { width: number; height: number };
}): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const name = file.fileName;
  return (
    <>
      <button
        type="button"
        className={styles.thumbnail}
        aria-label={t('files.open', { name })}
        onClick={() => setOpen(true)}
      >
        <img {...size} src={file.thumbnailUrl} alt="" className={styles.image} />
      </button>
      {isOpen && <ImageGallery first={file} onClose={() => setOpen(false)} />}
    </>
  );
}

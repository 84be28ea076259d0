import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FileCard } from './file-card';
import type { FileView } from './file-view';
import { Gallery } from './gallery';
import { shownSize } from './shown-size';
import styles from './shown-file.module.css';

/** A file in its message: a picture that opens, or a card. */
export function ShownFile({ file }: { file: FileView }): ReactElement {
  const size = shownSize(file);
  return size && file.scanStatus === 'clean' ? (
    <Picture file={file} size={size} />
  ) : (
    <FileCard file={file} />
  );
}

function Picture({
  file,
  size,
}: {
  file: FileView;
  size: { width: number; height: number };
}): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const name = file.fileName;
  return (
    <>
      <button
        type="button"
        className={styles['picture']}
        aria-label={t('files.open', { name })}
        onClick={() => setOpen(true)}
      >
        <img {...size} src={file.thumbnailUrl} alt="" className={styles['image']} />
      </button>
      {isOpen && <Gallery first={file} onClose={() => setOpen(false)} />}
    </>
  );
}

import { Dialog } from '@base-ui/react/dialog';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { use, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/controls/icon-button';
import { downloads } from './transfers/downloads';
import type { MessageFile } from './message-file';
import styles from './image-gallery.module.css';
import { GalleryContext } from './gallery-context';

/** Shows the images of a conversation one at a time; arrow keys move between them. */
export function ImageGallery({
  first,
  onClose,
}: {
  first: MessageFile;
  onClose: () => void;
}): ReactElement {
  const { images, image, index, move } = useGalleryPosition(first);
  const press = ({ key }: KeyboardEvent): void => {
    if (key === 'ArrowLeft') move(-1);
    if (key === 'ArrowRight') move(1);
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} onKeyDown={press}>
          <Bar image={image} index={index} count={images.length} />
          <div className={styles.imageFrame}>
            <img
              key={image.id}
              src={largestImageUrl(image)}
              alt={image.fileName}
              className={styles.image}
            />
          </div>
          {images.length > 1 && (
            <PreviousNext
              onMove={move}
              isFirst={index === 0}
              isLast={index === images.length - 1}
            />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useGalleryPosition(first: MessageFile) {
  const all = use(GalleryContext);
  const images = all.some(({ id }) => id === first.id) ? all : [first];
  const [shownId, setShownId] = useState(first.id);
  const shownIndex = images.findIndex(({ id }) => id === shownId);
  const index = Math.max(0, shownIndex);
  const image = images[index] ?? first;
  const move = (step: number): void => setShownId((images[index + step] ?? image).id);
  return { images, image, index, move };
}

function Bar({
  image,
  index,
  count,
}: {
  image: MessageFile;
  index: number;
  count: number;
}): ReactElement {
  const { t } = useTranslation();
  const name = image.fileName;
  return (
    <div className={styles.bar}>
      <div className={styles.texts}>
        <Dialog.Title className={styles.title} aria-label={t('files.gallery.title', { name })}>
          <bdi>{name}</bdi>
        </Dialog.Title>
        <p aria-live="polite">{t('files.gallery.position', { position: index + 1, count })}</p>
      </div>
      <IconButton label={t('files.download', { name })} onClick={() => downloads.add(image)}>
        <Download aria-hidden="true" size={22} />
      </IconButton>
      <Dialog.Close render={<IconButton label={t('common.close')} />}>
        <X aria-hidden="true" size={22} />
      </Dialog.Close>
    </div>
  );
}

function PreviousNext({
  onMove,
  isFirst,
  isLast,
}: {
  onMove: (step: number) => void;
  isFirst: boolean;
  isLast: boolean;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.steps}>
      <IconButton
        label={t('files.gallery.previous')}
        aria-disabled={isFirst || undefined}
        onClick={() => onMove(-1)}
      >
        <ChevronLeft aria-hidden="true" size={26} />
      </IconButton>
      <IconButton
        label={t('files.gallery.next')}
        aria-disabled={isLast || undefined}
        onClick={() => onMove(1)}
      >
        <ChevronRight aria-hidden="true" size={26} />
      </IconButton>
    </div>
  );
}

function largestImageUrl({ thumbnails, thumbnailUrl }: MessageFile): string | undefined {
  return thumbnails.find(({ size }) => size === 'large')?.url ?? thumbnailUrl;
}

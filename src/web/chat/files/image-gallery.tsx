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

/** The pictures of a conversation, one at a time; the arrow keys go from one to the next. */
export function ImageGallery({
  first,
  onClose,
}: {
  first: MessageFile;
  onClose: () => void;
}): ReactElement {
  const { pictures, picture, place, go } = useGalleryPosition(first);
  const press = ({ key }: KeyboardEvent): void => {
    if (key === 'ArrowLeft') go(-1);
    if (key === 'ArrowRight') go(1);
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles['backdrop']} />
        <Dialog.Popup className={styles['popup']} onKeyDown={press}>
          <Bar picture={picture} place={place} count={pictures.length} />
          <div className={styles['stage']}>
            <img
              key={picture.id}
              src={largestImageUrl(picture)}
              alt={picture.fileName}
              className={styles['image']}
            />
          </div>
          {pictures.length > 1 && (
            <PreviousNext onGo={go} isFirst={place === 0} isLast={place === pictures.length - 1} />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Which of the pictures is shown, and the way to the ones beside it. */
function useGalleryPosition(first: MessageFile) {
  const known = use(GalleryContext);
  const pictures = known.some(({ id }) => id === first.id) ? known : [first];
  const [shownId, setShownId] = useState(first.id);
  const found = pictures.findIndex(({ id }) => id === shownId);
  const place = Math.max(0, found);
  const picture = pictures[place] ?? first;
  const go = (step: number): void => setShownId((pictures[place + step] ?? picture).id);
  return { pictures, picture, place, go };
}

function Bar({
  picture,
  place,
  count,
}: {
  picture: MessageFile;
  place: number;
  count: number;
}): ReactElement {
  const { t } = useTranslation();
  const name = picture.fileName;
  return (
    <div className={styles['bar']}>
      <div className={styles['words']}>
        <Dialog.Title className={styles['title']} aria-label={t('files.gallery.title', { name })}>
          <bdi>{name}</bdi>
        </Dialog.Title>
        <p aria-live="polite">{t('files.gallery.place', { place: place + 1, count })}</p>
      </div>
      <IconButton label={t('files.download', { name })} onClick={() => downloads.add(picture)}>
        <Download aria-hidden="true" size={22} />
      </IconButton>
      <Dialog.Close render={<IconButton label={t('common.close')} />}>
        <X aria-hidden="true" size={22} />
      </Dialog.Close>
    </div>
  );
}

function PreviousNext({
  onGo,
  isFirst,
  isLast,
}: {
  onGo: (step: number) => void;
  isFirst: boolean;
  isLast: boolean;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles['steps']}>
      <IconButton
        label={t('files.gallery.previous')}
        aria-disabled={isFirst || undefined}
        onClick={() => onGo(-1)}
      >
        <ChevronLeft aria-hidden="true" size={26} />
      </IconButton>
      <IconButton
        label={t('files.gallery.next')}
        aria-disabled={isLast || undefined}
        onClick={() => onGo(1)}
      >
        <ChevronRight aria-hidden="true" size={26} />
      </IconButton>
    </div>
  );
}

function largestImageUrl({ thumbnails, thumbnailUrl }: MessageFile): string | undefined {
  return thumbnails.find(({ size }) => size === 'large')?.url ?? thumbnailUrl;
}

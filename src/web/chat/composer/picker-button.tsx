import { Smile } from 'lucide-react';
import type { ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule } from '../../components/overlays/lazy-module';
import { LazyTrigger } from '../../components/overlays/lazy-trigger';
import styles from './composer.module.css';
import type { StickerName } from '../stickers/sticker-names';

export interface PickerProps {
  /** Where one writes: has the focus again afterwards. */
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onEmoji: (emoji: string) => void;
  /** Undefined where no stickers can be sent. */
  onSticker: ((name: StickerName) => void) | undefined;
}

const sheet = lazyModule(() => import('./picker-popover').then((module) => module.PickerPopover));

/** Opens the emoji, and our own pictures where they can be sent. */
export function PickerButton(props: PickerProps): ReactElement {
  const { t } = useTranslation();
  return (
    <LazyTrigger
      module={sheet}
      props={props}
      trigger={
        <IconButton
          className={styles['pictures']}
          label={t(props.onSticker ? 'talk.pictures.open' : 'talk.pictures.openPlain')}
        >
          <Smile aria-hidden="true" size={24} />
        </IconButton>
      }
    />
  );
}

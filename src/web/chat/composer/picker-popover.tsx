import type { ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Popover } from '../../components/overlays/popover';
import { EMOJI_GROUPS } from './emoji-groups';
import { PickerGrid } from './picker-grid';
import styles from './picker-popover.module.css';
import { StickerImage } from '../stickers/sticker-image';
import { STICKERS } from '../stickers/sticker-names';
import type { StickerName } from '../stickers/sticker-names';

export interface PickerProps {
  /** Takes the focus when the picker closes. */
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onEmoji: (emoji: string) => void;
  /** Undefined where stickers cannot be sent. */
  onSticker: ((name: StickerName) => void) | undefined;
}

const STICKER_PX = 72;
/** The trigger lies within the composer; the picker stands above it. */
const OFFSET_PX = 20;
const GROUPS = ['feelings', 'gestures', 'things'] as const;

export function PickerPopover({
  trigger,
  fieldRef,
  onEmoji,
  onSticker,
}: PickerProps & { trigger: ReactElement }): ReactElement {
  const { t } = useTranslation();
  const title = t(onSticker ? 'chat.picker.open' : 'chat.picker.openPlain');
  return (
    <Popover trigger={trigger} title={title} finalFocus={fieldRef} sideOffset={OFFSET_PX}>
      {(close) => (
        <div className={styles.groups}>
          {onSticker && <Stickers onPick={pickThenClose(onSticker, close)} />}
          {GROUPS.map((group) => (
            <section key={group}>
              <h3 className={styles.name}>{t(`chat.picker.groups.${group}`)}</h3>
              <PickerGrid
                label={t(`chat.picker.groups.${group}`)}
                names={EMOJI_GROUPS[group]}
                columns={8}
                renderItem={(emoji) => emoji}
                onPick={pickThenClose(onEmoji, close)}
              />
            </section>
          ))}
        </div>
      )}
    </Popover>
  );
}

function Stickers({ onPick }: { onPick: (name: StickerName) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <section>
      <h3 className={styles.name}>{t('chat.picker.stickers')}</h3>
      <PickerGrid
        label={t('chat.picker.stickers')}
        names={STICKERS}
        columns={4}
        renderItem={(name) => <StickerImage name={name} size={STICKER_PX} />}
        onPick={onPick}
      />
    </section>
  );
}

function pickThenClose<Name>(pick: (name: Name) => void, close: () => void): (name: Name) => void {
  return (name) => {
    pick(name);
    close();
  };
}

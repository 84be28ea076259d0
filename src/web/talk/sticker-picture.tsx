import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import breathe from './stickers/breathe.svg';
import cheer from './stickers/cheer.svg';
import flower from './stickers/flower.svg';
import hug from './stickers/hug.svg';
import proud from './stickers/proud.svg';
import sad from './stickers/sad.svg';
import tea from './stickers/tea.svg';
import thanks from './stickers/thanks.svg';
import type { StickerName } from './sticker-names';

const IMAGES: Record<StickerName, string> = {
  ...{ breathe, cheer, flower, hug, proud, sad, tea, thanks },
};

/** One of our own pictures, with what it says for those who do not see it. */
export function StickerImage({ name, size }: { name: StickerName; size: number }): ReactElement {
  const { t } = useTranslation();
  const words = t(`talk.stickers.${name}`);
  return <img src={IMAGES[name]} alt={words} title={words} width={size} height={size} />;
}

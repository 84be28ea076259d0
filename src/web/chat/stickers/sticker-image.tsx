import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import breathe from './breathe.svg';
import cheer from './cheer.svg';
import flower from './flower.svg';
import hug from './hug.svg';
import proud from './proud.svg';
import sad from './sad.svg';
import tea from './tea.svg';
import thanks from './thanks.svg';
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

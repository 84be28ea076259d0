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

export function StickerImage({ name, size }: { name: StickerName; size: number }): ReactElement {
  const { t } = useTranslation();
  const label = t(`chat.stickers.${name}`);
  return <img src={IMAGES[name]} alt={label} title={label} width={size} height={size} />;
}

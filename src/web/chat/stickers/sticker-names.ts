/** The name is sent as the text of a sticker message. */
export const STICKERS = [
  'hug',
  'cheer',
  'thanks',
  'breathe',
  'proud',
  'sad',
  'tea',
  'flower',
] as const;

export type StickerName = (typeof STICKERS)[number];

/** Undefined for stickers that this version does not know. */
export function parseSticker(text: string): StickerName | undefined {
  return STICKERS.find((name) => name === text);
}

/** Our own pictures; the name is what travels as a message's text. */
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

/** Undefined for a picture of a newer app, or of another one. */
export function parseSticker(text: string): StickerName | undefined {
  return STICKERS.find((name) => name === text);
}

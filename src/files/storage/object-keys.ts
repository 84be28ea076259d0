import { randomBytes } from 'node:crypto';
import { extensionOf } from '../file-rules';
import type { ThumbnailSize } from '../../enums';

/**
 * Renditions of a file. The index in `OBJECT_PARTS` is the encryption part number and is stored.
 */
export type ObjectPart = 'original' | 'processed' | ThumbnailSize;
export const OBJECT_PARTS: readonly ObjectPart[] = [
  'original',
  'processed',
  'small',
  'medium',
  'large',
];

const NAME_BYTES = 16;

/** 128 random bits and the extension (C-29). */
export function newStorageKey(fileName: string): string {
  return randomBytes(NAME_BYTES).toString('hex') + extensionOf(fileName);
}

export function objectKey(storageKey: string, part: ObjectPart): string {
  if (part === 'original') return storageKey;
  const stem = storageKey.slice(0, 2 * NAME_BYTES);
  return part === 'processed'
    ? `${stem}.made${storageKey.slice(stem.length)}`
    : `${stem}.${part}.webp`;
}

import { FILE_TYPES, IMAGE_TYPES } from '../../../enums';

/* Checked before an upload; the server checks again. */

/** Inclusive. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export type FileProblem = 'tooLarge' | 'notSupported' | 'empty';

export function findFileProblem({
  name,
  size,
}: {
  name: string;
  size: number;
}): FileProblem | undefined {
  if (!hasType(name, FILE_TYPES)) return 'notSupported';
  if (size > MAX_FILE_BYTES) return 'tooLarge';
  return size === 0 ? 'empty' : undefined;
}

export function isImageName(name: string): boolean {
  return hasType(name, IMAGE_TYPES);
}

function hasType(name: string, types: readonly string[]): boolean {
  return types.includes(fileExtension(name));
}

/** With the dot, in lower case. */
export function fileExtension(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
}

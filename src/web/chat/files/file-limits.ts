/* Checked before an upload; the server checks again. */

/** Inclusive. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export const FILE_TYPES = ['.pdf', '.docx', '.pptx', '.txt', '.jpg', '.jpeg', '.png', '.gif'];

const IMAGE_TYPES = ['.jpg', '.jpeg', '.png', '.gif'];

export type FileProblem = 'tooLarge' | 'notSupported' | 'empty';

export function findFileProblem({
  name,
  size,
}: {
  name: string;
  size: number;
}): FileProblem | undefined {
  if (!FILE_TYPES.includes(fileExtension(name))) return 'notSupported';
  if (size > MAX_FILE_BYTES) return 'tooLarge';
  return size === 0 ? 'empty' : undefined;
}

export function isImageName(name: string): boolean {
  return IMAGE_TYPES.includes(fileExtension(name));
}

/** With the dot, in lower case. */
export function fileExtension(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
}

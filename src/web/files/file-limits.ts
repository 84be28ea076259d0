/* What may be sent, told before it is: the server has the last word. */

/** Exactly so many bytes still go. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export const FILE_TYPES = ['.pdf', '.docx', '.pptx', '.txt', '.jpg', '.jpeg', '.png', '.gif'];

const PICTURE_TYPES = ['.jpg', '.jpeg', '.png', '.gif'];

export type FileProblem = 'tooLarge' | 'notSupported' | 'empty';

/** Why a file cannot be sent; undefined when it can. */
export function problemOf({ name, size }: { name: string; size: number }): FileProblem | undefined {
  if (!FILE_TYPES.includes(extensionOf(name))) return 'notSupported';
  if (size > MAX_FILE_BYTES) return 'tooLarge';
  return size === 0 ? 'empty' : undefined;
}

export function isPicture(name: string): boolean {
  return PICTURE_TYPES.includes(extensionOf(name));
}

/** With its dot, in lower case. */
export function extensionOf(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
}

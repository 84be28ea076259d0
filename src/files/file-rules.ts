import { FILE_TYPES, IMAGE_TYPES } from '../enums';
import { AppError } from '../errors';

/** Bytes, inclusive (tutoring-134, tutoring-146). */
export const MAX_FILE_SIZE = 10 * 1024 * 1024;

/** Accepted where the configuration allows videos. */
const VIDEOS = ['.mp4', '.mov', '.avi'];
/** Browser recording formats; voice messages only. */
const RECORDINGS = ['.webm', '.ogg', '.m4a', '.mp3'];

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const MIME_TYPES: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.docx': `${OFFICE}.wordprocessingml.document`,
  '.pptx': `${OFFICE}.presentationml.presentation`,
  '.txt': 'text/plain',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.avi': 'video/x-msvideo',
  '.webm': 'audio/webm',
  '.ogg': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
};

export interface FileRules {
  types: readonly string[];
  maxSize: number;
}

export function fileRules({ videos }: { videos: boolean }): FileRules {
  return {
    types: [...FILE_TYPES, ...(videos ? VIDEOS : [])],
    maxSize: MAX_FILE_SIZE,
  };
}

export const VOICE_RULES: FileRules = { types: RECORDINGS, maxSize: MAX_FILE_SIZE };

/** Conversation settings narrow the system's rules and never widen them. */
export function narrowRules(
  rules: FileRules,
  settings: { maxFileSize?: number | undefined; allowedFileTypes?: readonly string[] | undefined },
): FileRules {
  const { maxFileSize = rules.maxSize, allowedFileTypes } = settings;
  const allowed = allowedFileTypes?.map((type) => type.toLowerCase());
  return {
    types: allowed ? rules.types.filter((type) => allowed.includes(type)) : rules.types,
    maxSize: Math.min(rules.maxSize, maxFileSize),
  };
}

/** Extension with dot, lower case; empty when there is none. */
export function extensionOf(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';
}

export function mimeTypeOf(name: string): string {
  return MIME_TYPES[extensionOf(name)] ?? 'application/octet-stream';
}

export function isImage(name: string): boolean {
  const extension = extensionOf(name);
  return IMAGE_TYPES.some((type) => type === extension);
}

/** The message is fixed by tutoring-148. */
export function requireAllowedType(name: string, { types }: FileRules): void {
  const extension = extensionOf(name);
  if (types.includes(extension)) return;
  const shown = extension.length > 1 && extension.length <= 20 ? extension : '(unknown)';
  throw new AppError('file-type-not-allowed', {
    message: `file type ${shown} is not allowed`,
    details: { allowedFileTypes: types, hint: 'Send the file as one of the allowed types' },
  });
}

/** The message is fixed by tutoring-146. */
export function requireAllowedSize(size: number, { maxSize }: FileRules): void {
  if (size > maxSize) throw fileTooLarge(maxSize);
}

export function fileTooLarge(maxSize: number): AppError {
  const megabytes = Number((maxSize / (1024 * 1024)).toFixed(2));
  return new AppError('file-too-large', {
    message: `file size exceeds maximum limit of ${megabytes}MB`,
    details: { maxFileSize: maxSize, hint: 'Send a smaller file or split it' },
  });
}

/** `reason` follows the contract's text (tutoring-135). */
export function invalidFile(reason: string): AppError {
  return new AppError('file-invalid', { message: `Invalid file type or size: ${reason}` });
}

const MAX_NAME_LENGTH = 200;

/**
 * A safe file name: the last path part, without control, direction and reserved characters, cut to
 * `MAX_NAME_LENGTH`.
 */
export function sanitizeFileName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // Direction overrides could hide an extension.
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, '_').trim();
  const length = extensionOf(plain).length;
  const stem = plain.slice(0, plain.length - length).replace(/^[\s.]+|[\s.]+$/g, '');
  const extension = plain.slice(plain.length - length);
  return `${[...stem].slice(0, MAX_NAME_LENGTH).join('') || 'file'}${extension}`;
}

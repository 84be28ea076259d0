import type { MessageFile } from './message-file';

const MAX_WIDTH = 260;
const MAX_HEIGHT = 320;

/** The displayed size of an image in its message, in pixels; undefined for other files. */
export function imageDisplaySize({
  thumbnails,
}: MessageFile): { width: number; height: number } | undefined {
  const medium = thumbnails.find(({ size }) => size === 'medium') ?? thumbnails[0];
  const [width = 0, height = 0] = (medium?.dimensions ?? '').split('x').map(Number);
  if (!(width > 0 && height > 0)) return undefined;
  const scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height, 1);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

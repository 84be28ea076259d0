import type { FileView } from './file-view';

const MOST_WIDE = 260;
const MOST_HIGH = 320;

/** How big a picture stands in its message, in its own proportions; undefined for other files. */
export function shownSize({ thumbnails }: FileView): { width: number; height: number } | undefined {
  const medium = thumbnails.find(({ size }) => size === 'medium') ?? thumbnails[0];
  const [width = 0, height = 0] = (medium?.dimensions ?? '').split('x').map(Number);
  if (!(width > 0 && height > 0)) return undefined;
  const scale = Math.min(MOST_WIDE / width, MOST_HIGH / height, 1);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

import { Semaphore } from 'async-mutex';
import type newPicture from 'sharp';
import type { Sharp } from 'sharp';
import type { ThumbnailSize } from '../enums';
import { invalidFile, MAX_FILE_SIZE } from './file-rules';
import { OBJECT_PARTS } from './storage/object-keys';
import type { ObjectPart } from './storage/object-keys';
import { abortable } from './abortable';
import type { ScratchFile, ScratchFolder } from './storage/scratch-folder';

/*
 * Images are decoded and re-encoded before they are served, which removes metadata and hidden
 * content. Decoding needs the image in memory, so images are processed one at a time, with a limit
 * of pixels that is checked before decoding.
 */

const MAX_PIXELS = 25_000_000;
/** Per rendition; animations take longer. */
const TIMEOUT_S = 5;
const ANIMATED_TIMEOUT_S = 20;
const CONCURRENCY = 1;
const EDGES: Record<ThumbnailSize, number> = { small: 150, medium: 480, large: 1280 };
const SIZES: readonly ThumbnailSize[] = ['small', 'medium', 'large'];

export interface GeneratedThumbnail {
  size: ThumbnailSize;
  width: number;
  height: number;
  file: ScratchFile;
}

export interface ProcessedImage {
  image: ScratchFile;
  thumbnails: GeneratedThumbnail[];
}

type SharpFactory = typeof newPicture;

/** Loaded lazily: most processes never process an image. */
async function loadSharp(): Promise<SharpFactory> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Timeout: the image or the machine may be the cause. */
class ImageTimeout extends Error {}

/** Re-encodes images and renders three thumbnails each, into the scratch folder. */
export class ImageProcessor {
  private readonly slots = new Semaphore(CONCURRENCY);

  constructor(private readonly scratch: ScratchFolder) {}

  /** Throws `file-invalid` for unreadable images and too many pixels. */
  process(source: ScratchFile, mimeType: string): Promise<ProcessedImage> {
    return this.slots.runExclusive(() => this.processNow(source, mimeType));
  }

  /**
   * Like `process`, but throws `file-invalid` on timeout: the sender can send a smaller image.
   * Undefined when no slot became free before the signal.
   */
  async processInTime(
    source: ScratchFile,
    mimeType: string,
    signal: AbortSignal,
  ): Promise<ProcessedImage | undefined> {
    const release = await this.acquireInTime(signal);
    if (!release) return undefined;
    try {
      return await this.processNow(source, mimeType);
    } catch (error) {
      if (!(error instanceof ImageTimeout)) throw error;
      throw invalidFile('the picture takes too long to process. Send a smaller one');
    } finally {
      release();
    }
  }

  private async acquireInTime(signal: AbortSignal): Promise<(() => void) | undefined> {
    const acquired = this.slots.acquire();
    try {
      const [, release] = await abortable(acquired, signal);
      return release;
    } catch {
      // The slot is still granted later and must be released.
      void acquired.then(([, release]) => release());
      return undefined;
    }
  }

  private async processNow(source: ScratchFile, mimeType: string): Promise<ProcessedImage> {
    const written: ScratchFile[] = [];
    const sharp = await loadSharp();
    try {
      const isAnimated = mimeType === 'image/gif';
      const full = encoder(decoder(sharp, isAnimated), mimeType);
      written.push(await this.writeToScratch(source, full, 'processed'));
      const thumbnails: GeneratedThumbnail[] = [];
      for (const size of SIZES) {
        const edge = EDGES[size];
        const pipe = decoder(sharp, false)
          .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 80 });
        const output: { info?: { width: number; height: number } } = {};
        pipe.on('info', (info: { width: number; height: number }) => (output.info = info));
        const file = await this.writeToScratch(source, pipe, size);
        written.push(file);
        const { width = 0, height = 0 } = output.info ?? {};
        thumbnails.push({ size, width, height, file });
      }
      const [image] = written;
      if (!image) throw new Error('No image was written');
      return { image, thumbnails };
    } catch (error) {
      await this.scratch.remove(...written);
      throw toAppError(error);
    }
  }

  private async writeToScratch(
    source: ScratchFile,
    pipe: Sharp,
    part: ObjectPart,
  ): Promise<ScratchFile> {
    const bytes = source.read();
    bytes.once('error', (error) => pipe.destroy(error));
    try {
      return await this.scratch.write(bytes.pipe(pipe), {
        limit: 4 * MAX_FILE_SIZE,
        key: source.key,
        part: OBJECT_PARTS.indexOf(part),
      });
    } finally {
      bytes.destroy();
    }
  }
}

/** Auto-oriented and without metadata, which sharp drops by default. */
function decoder(sharp: SharpFactory, animated: boolean): Sharp {
  return sharp({ animated, limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .timeout({ seconds: animated ? ANIMATED_TIMEOUT_S : TIMEOUT_S })
    .autoOrient();
}

function encoder(pipe: Sharp, mimeType: string): Sharp {
  if (mimeType === 'image/png') return pipe.png();
  return mimeType === 'image/gif' ? pipe.gif() : pipe.jpeg({ quality: 90 });
}

/** Decoder errors are the image's fault; system errors are not. */
function toAppError(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  if (error.message.startsWith('timeout:')) return new ImageTimeout(error.message);
  if (/pixel limit/i.test(error.message)) {
    return invalidFile('the picture has more than 25 million pixels. Send a smaller one');
  }
  return invalidFile('the picture cannot be read. Open it, save it again and send that file');
}

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
 * A picture is never handed out as it came: it is decoded and encoded anew, which leaves behind where
 * and with what it was taken, and whatever else was hidden in it. Decoding needs the picture in
 * memory, so one picture is made at a time, and bounded in its pixels before any are decoded.
 */

const MAX_PIXELS = 25_000_000;
/** For each of the four that are made of a picture; the many pictures of one that moves take longer. */
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

/** Loaded with the first picture, for most processes never see one. */
async function loadSharp(): Promise<SharpFactory> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Making it was given up: it may be the picture's fault or the machine's. */
class ImageTimeout extends Error {}

/** Decodes pictures and encodes them anew, with three thumbnails each. */
export class ImageProcessor {
  private readonly slots = new Semaphore(CONCURRENCY);

  constructor(private readonly scratch: ScratchFolder) {}

  /** Refuses what is no picture, or too many pixels. What was made lies in the scratch folder. */
  process(source: ScratchFile, mimeType: string): Promise<ProcessedImage> {
    return this.slots.runExclusive(() => this.processNow(source, mimeType));
  }

  /**
   * As `make`, and refuses what takes too long, for whoever sent it can send it smaller. Undefined:
   * so many are being made that its turn did not come before the signal.
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
      throw invalidFile('the picture takes too long to open. Send it smaller');
    } finally {
      release();
    }
  }

  private async acquireInTime(signal: AbortSignal): Promise<(() => void) | undefined> {
    const turn = this.slots.acquire();
    try {
      const [, release] = await abortable(turn, signal);
      return release;
    } catch {
      // It comes nevertheless, and is the next one's.
      void turn.then(([, release]) => release());
      return undefined;
    }
  }

  private async processNow(source: ScratchFile, mimeType: string): Promise<ProcessedImage> {
    const made: ScratchFile[] = [];
    const sharp = await loadSharp();
    try {
      const isMoving = mimeType === 'image/gif';
      const whole = encoder(decoder(sharp, isMoving), mimeType);
      made.push(await this.writeToScratch(source, whole, 'made'));
      const thumbnails: GeneratedThumbnail[] = [];
      for (const size of SIZES) {
        const edge = EDGES[size];
        const pipe = decoder(sharp, false)
          .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 80 });
        const told: { info?: { width: number; height: number } } = {};
        pipe.on('info', (info: { width: number; height: number }) => (told.info = info));
        const file = await this.writeToScratch(source, pipe, size);
        made.push(file);
        const { width = 0, height = 0 } = told.info ?? {};
        thumbnails.push({ size, width, height, file });
      }
      const [picture] = made;
      if (!picture) throw new Error('No picture was made');
      return { image: picture, thumbnails };
    } catch (error) {
      await this.scratch.remove(...made);
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

/** Upright, as the camera was held; without metadata, which is not kept unless asked for. */
function decoder(sharp: SharpFactory, animated: boolean): Sharp {
  return sharp({ animated, limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .timeout({ seconds: animated ? ANIMATED_TIMEOUT_S : TIMEOUT_S })
    .autoOrient();
}

function encoder(pipe: Sharp, mimeType: string): Sharp {
  if (mimeType === 'image/png') return pipe.png();
  return mimeType === 'image/gif' ? pipe.gif() : pipe.jpeg({ quality: 90 });
}

/** Whatever the decoder stumbles over is the picture's fault; what the disk does is not. */
function toAppError(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  if (error.message.startsWith('timeout:')) return new ImageTimeout(error.message);
  if (/pixel limit/i.test(error.message)) {
    return invalidFile('the picture has more than 25 million pixels. Send it smaller');
  }
  return invalidFile('the picture cannot be read. Open it, save it anew and send it again');
}

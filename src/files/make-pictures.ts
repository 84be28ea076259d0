import { Semaphore } from 'async-mutex';
import type newPicture from 'sharp';
import type { Sharp } from 'sharp';
import type { ThumbnailSize } from '../words';
import { invalidFile, MAX_FILE_SIZE } from './file-rules';
import { OBJECT_PARTS } from './file-names';
import type { ObjectPart } from './file-names';
import { inTime } from './in-time';
import type { ScratchFile, ScratchFolder } from './scratch-folder';

/*
 * A picture is never handed out as it came: it is decoded and encoded anew, which leaves behind where
 * and with what it was taken, and whatever else was hidden in it. Decoding needs the picture in
 * memory, so one picture is made at a time, and bounded in its pixels before any are decoded.
 */

const MOST_PIXELS = 25_000_000;
/** For each of the four that are made of a picture; the many pictures of one that moves take longer. */
const LONGEST_S = 5;
const LONGEST_MOVING_S = 20;
const AT_ONCE = 1;
const EDGES: Record<ThumbnailSize, number> = { small: 150, medium: 480, large: 1280 };
const SIZES: readonly ThumbnailSize[] = ['small', 'medium', 'large'];

export interface MadeThumbnail {
  size: ThumbnailSize;
  width: number;
  height: number;
  file: ScratchFile;
}

export interface MadePictures {
  picture: ScratchFile;
  thumbnails: MadeThumbnail[];
}

type NewPicture = typeof newPicture;

/** Loaded with the first picture, for most processes never see one. */
async function loadSharp(): Promise<NewPicture> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Making it was given up: it may be the picture's fault or the machine's. */
class SlowPicture extends Error {}

/** Decodes pictures and encodes them anew, with three thumbnails each. */
export class PictureMaker {
  private readonly places = new Semaphore(AT_ONCE);

  constructor(private readonly scratch: ScratchFolder) {}

  /** Refuses what is no picture, or too many pixels. What was made lies in the scratch folder. */
  make(source: ScratchFile, mimeType: string): Promise<MadePictures> {
    return this.places.runExclusive(() => this.makeAlone(source, mimeType));
  }

  /**
   * As `make`, and refuses what takes too long, for whoever sent it can send it smaller. Undefined:
   * so many are being made that its turn did not come before the signal.
   */
  async makeInTime(
    source: ScratchFile,
    mimeType: string,
    signal: AbortSignal,
  ): Promise<MadePictures | undefined> {
    const release = await this.turnInTime(signal);
    if (!release) return undefined;
    try {
      return await this.makeAlone(source, mimeType);
    } catch (error) {
      if (!(error instanceof SlowPicture)) throw error;
      throw invalidFile('the picture takes too long to open. Send it smaller');
    } finally {
      release();
    }
  }

  private async turnInTime(signal: AbortSignal): Promise<(() => void) | undefined> {
    const turn = this.places.acquire();
    try {
      const [, release] = await inTime(turn, signal);
      return release;
    } catch {
      // It comes nevertheless, and is the next one's.
      void turn.then(([, release]) => release());
      return undefined;
    }
  }

  private async makeAlone(source: ScratchFile, mimeType: string): Promise<MadePictures> {
    const made: ScratchFile[] = [];
    const sharp = await loadSharp();
    try {
      const isMoving = mimeType === 'image/gif';
      const whole = encoded(decoder(sharp, isMoving), mimeType);
      made.push(await this.keep(source, whole, 'made'));
      const thumbnails: MadeThumbnail[] = [];
      for (const size of SIZES) {
        const edge = EDGES[size];
        const pipe = decoder(sharp, false)
          .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
          .webp({ quality: 80 });
        const told: { info?: { width: number; height: number } } = {};
        pipe.on('info', (info: { width: number; height: number }) => (told.info = info));
        const file = await this.keep(source, pipe, size);
        made.push(file);
        const { width = 0, height = 0 } = told.info ?? {};
        thumbnails.push({ size, width, height, file });
      }
      const [picture] = made;
      if (!picture) throw new Error('No picture was made');
      return { picture, thumbnails };
    } catch (error) {
      await this.scratch.remove(...made);
      throw refusalOf(error);
    }
  }

  private async keep(source: ScratchFile, pipe: Sharp, part: ObjectPart): Promise<ScratchFile> {
    const bytes = source.read();
    bytes.once('error', (error) => pipe.destroy(error));
    try {
      return await this.scratch.take(bytes.pipe(pipe), {
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
function decoder(sharp: NewPicture, animated: boolean): Sharp {
  return sharp({ animated, limitInputPixels: MOST_PIXELS, failOn: 'error' })
    .timeout({ seconds: animated ? LONGEST_MOVING_S : LONGEST_S })
    .autoOrient();
}

function encoded(pipe: Sharp, mimeType: string): Sharp {
  if (mimeType === 'image/png') return pipe.png();
  return mimeType === 'image/gif' ? pipe.gif() : pipe.jpeg({ quality: 90 });
}

/** Whatever the decoder stumbles over is the picture's fault; what the disk does is not. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  if (error.message.startsWith('timeout:')) return new SlowPicture(error.message);
  if (/pixel limit/i.test(error.message)) {
    return invalidFile('the picture has more than 25 million pixels. Send it smaller');
  }
  return invalidFile('the picture cannot be read. Open it, save it anew and send it again');
}

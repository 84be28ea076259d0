import { Semaphore } from 'async-mutex';
import { join } from 'node:path';
import type { Config } from '../config/config';
import type { Secrets } from '../config/secrets';
import type { ChatServices } from '../chat/chat-services';
import type { Logger } from '../logger';
import { createBuiltInScanner } from './scanning/built-in-scanner';
import { clamdScanner } from './scanning/clamd-scanner';
import type { FileServices } from './file-services';
import { localStorage } from './storage/local-storage';
import { ImageProcessor } from './image-processor';
import { s3Storage } from './storage/s3-storage';
import { ScratchFolder } from './storage/scratch-folder';

const CONCURRENT_SCANS = 4;

export function createFileServices(
  {
    config: { files, deadlines },
    secrets,
    logger,
  }: {
    config: Pick<Config, 'files' | 'deadlines'>;
    secrets: Pick<Secrets, 'fileStorage'>;
    logger: Logger;
  },
  { systemKeys, ...chat }: ChatServices & Pick<FileServices, 'systemKeys'>,
): FileServices {
  const { dir, bucket, clamd, scanTimeout, allowVideos } = files;
  const scratchFolder = new ScratchFolder(join(dir, 'scratch'));
  return {
    ...chat,
    systemKeys,
    scratchFolder,
    storage: bucket
      ? s3Storage({ ...bucket, ...secrets.fileStorage, deadlines: deadlines.storage })
      : localStorage(join(dir, 'stored')),
    // The daemon detects viruses, not dangerous document structures: it never scans alone.
    scanners: [
      createBuiltInScanner(),
      ...(clamd ? [clamdScanner({ ...clamd, silenceMs: deadlines.clamd })] : []),
    ],
    images: new ImageProcessor(scratchFolder),
    scanSlots: new Semaphore(CONCURRENT_SCANS),
    logger,
    scanTimeout,
    allowVideos,
  };
}

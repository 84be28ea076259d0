import type { Semaphore } from 'async-mutex';
import type { ChatServices } from '../chat/chat-services';
import type { Logger } from '../logger';
import type { SystemKeys } from '../master-keys/system-keys';
import type { FileScanner } from './scanning/file-scanner';
import type { FileStorage } from './storage/file-storage';
import type { ImageProcessor } from './image-processor';
import type { ScratchFolder } from './storage/scratch-folder';

/** Dependencies of the file use cases; each use case picks what it uses. */
export interface FileServices extends ChatServices {
  systemKeys: SystemKeys;
  scratchFolder: ScratchFolder;
  storage: FileStorage;
  scanners: readonly FileScanner[];
  images: ImageProcessor;
  /** Bounds concurrent scans. */
  scanSlots: Semaphore;
  logger: Logger;
  /** How long an upload waits for its scan, in milliseconds (C-48). */
  scanTimeout: number;
  /** Accepts .mp4, .mov and .avi (C-28). */
  allowVideos: boolean;
}

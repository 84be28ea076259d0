import type { Semaphore } from 'async-mutex';
import type { ChatServices } from '../chat/chat-services';
import type { Logger } from '../logger';
import type { FileScanner } from './scanning/file-scanner';
import type { FileStorage } from './storage/file-storage';
import type { ImageProcessor } from './image-processor';
import type { ScratchFolder } from './storage/scratch-folder';

/** Everything the use cases of files may need; each names the part it uses. */
export interface FileServices extends ChatServices {
  scratchFolder: ScratchFolder;
  storage: FileStorage;
  scanners: readonly FileScanner[];
  images: ImageProcessor;
  /** So many files are judged at once. */
  scanSlots: Semaphore;
  logger: Logger;
  /** How long an upload waits for its judgement before it goes on without; milliseconds (C-48). */
  scanTimeout: number;
  /** Whether videos are taken as well. */
  allowVideos: boolean;
}

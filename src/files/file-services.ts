import type { Semaphore } from 'async-mutex';
import type { ConversationServices } from '../conversation/conversation-services';
import type { Logger } from '../logger';
import type { FileScanner } from './file-scanner';
import type { FileStorage } from './file-storage';
import type { PictureMaker } from './make-pictures';
import type { ScratchFolder } from './scratch-folder';

/** Everything the use cases of files may need; each names the part it uses. */
export interface FileServices extends ConversationServices {
  scratch: ScratchFolder;
  storage: FileStorage;
  scanners: readonly FileScanner[];
  pictures: PictureMaker;
  /** So many files are judged at once. */
  scanning: Semaphore;
  logger: Logger;
  /** How long an upload waits for its judgement before it goes on without; milliseconds (C-48). */
  scanBudget: number;
  /** Whether videos are taken as well. */
  videos: boolean;
}

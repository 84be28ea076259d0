import { AppError } from '../../errors';
import { scanFile } from './file-scanner';
import type { ScanResult } from './file-scanner';
import { extensionOf } from '../file-rules';
import type { FileServices } from '../file-services';
import { abortable } from '../abortable';
import type { FileSource } from '../storage/scratch-folder';

/**
 * Judges a file while its sender waits; refuses an infected one in the words of tutoring-150.
 * Undefined: nobody could judge before the signal, so it is kept but not handed out yet (C-48).
 */
export async function scanInTime(
  { scanners, scanSlots: scanning, logger }: FileServices,
  source: FileSource,
  { fileName, signal }: { fileName: string; signal: AbortSignal },
): Promise<ScanResult | undefined> {
  // Waiting for one's turn counts as well.
  const judging = scanning.runExclusive(() => {
    signal.throwIfAborted();
    const file = { extension: extensionOf(fileName), signal };
    return abortable(scanFile(scanners, source, file), signal);
  });
  const verdict = await abortable(judging, signal).catch((error: unknown) => {
    logger.warn({ err: error }, 'A file could not be judged at once; the sweep judges it');
    return undefined;
  });
  if (verdict && !verdict.finding.clean)
    throw infectedFileError(verdict.finding.threat, verdict.scanner);
  return verdict;
}

export function infectedFileError(threat: string, judge: string): AppError {
  return new AppError('file-infected', {
    message: `file contains malware: ${threat}`,
    details: { threat, judge, hint: 'Nothing was kept. Send a file without it' },
  });
}

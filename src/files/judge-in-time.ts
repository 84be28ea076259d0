import { AppError } from '../errors';
import { judgeFile } from './file-scanner';
import type { Verdict } from './file-scanner';
import { extensionOf } from './file-rules';
import type { FileServices } from './file-services';
import { inTime } from './in-time';
import type { FileSource } from './scratch-folder';

/**
 * Judges a file while its sender waits; refuses an infected one in the words of tutoring-150.
 * Undefined: nobody could judge before the signal, so it is kept but not handed out yet (C-48).
 */
export async function judgeInTime(
  { scanners, scanning, logger }: FileServices,
  source: FileSource,
  { fileName, signal }: { fileName: string; signal: AbortSignal },
): Promise<Verdict | undefined> {
  // Waiting for one's turn counts as well.
  const judging = scanning.runExclusive(() => {
    signal.throwIfAborted();
    const file = { extension: extensionOf(fileName), signal };
    return inTime(judgeFile(scanners, source, file), signal);
  });
  const verdict = await inTime(judging, signal).catch((error: unknown) => {
    logger.warn({ err: error }, 'A file could not be judged at once; the sweep judges it');
    return undefined;
  });
  if (verdict && !verdict.finding.clean) throw infected(verdict.finding.threat, verdict.judge);
  return verdict;
}

export function infected(threat: string, judge: string): AppError {
  return new AppError('file-infected', {
    message: `file contains malware: ${threat}`,
    details: { threat, judge, hint: 'Nothing was kept. Send a file without it' },
  });
}

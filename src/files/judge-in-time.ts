import { AppError } from '../errors';
import { judgeFile } from './file-scanner';
import type { Verdict } from './file-scanner';
import { extensionOf } from './file-rules';
import type { FileServices } from './file-services';
import type { FileSource } from './scratch-folder';

/**
 * Judges a file while its sender waits; refuses an infected one in the words of tutoring-150.
 * Undefined: nobody could judge within the budget, so it is kept but not handed out yet (C-48).
 */
export async function judgeInTime(
  { scanners, scanBudget, scanning, logger }: FileServices,
  source: FileSource,
  fileName: string,
): Promise<Verdict | undefined> {
  const verdict = await scanning.runExclusive(async () => {
    const signal = AbortSignal.timeout(scanBudget);
    const file = { extension: extensionOf(fileName), signal };
    return inTime(judgeFile(scanners, source, file), signal).catch((error: unknown) => {
      logger.warn({ err: error }, 'A file could not be judged at once; the sweep judges it');
      return undefined;
    });
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

/** Also ends the waiting for a scanner that does not listen to the signal. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([work, ended]);
}

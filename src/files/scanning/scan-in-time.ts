import { unacceptableFileError } from './unacceptable-file-error';
import { scanFile } from './file-scanner';
import type { ScanResult } from './file-scanner';
import { extensionOf } from '../file-rules';
import type { FileServices } from '../file-services';
import { abortable } from '../abortable';
import type { FileSource } from '../storage/scratch-folder';

/**
 * Scans a file during its upload; throws `unacceptableFileError`.
 * Undefined when no scan finished before the signal: the file is stored but not served yet (C-48).
 */
export async function scanInTime(
  { scanners, scanSlots, logger }: FileServices,
  source: FileSource,
  { fileName, signal }: { fileName: string; signal: AbortSignal },
): Promise<ScanResult | undefined> {
  // The wait for a scan slot counts as well.
  const scan = scanSlots.runExclusive(() => {
    signal.throwIfAborted();
    const file = { extension: extensionOf(fileName), signal };
    return abortable(scanFile(scanners, source, file), signal);
  });
  const result = await abortable(scan, signal).catch((error: unknown) => {
    logger.warn({ err: error }, 'File scan not finished in time; the worker scans it');
    return undefined;
  });
  if (result && !result.finding.clean)
    throw unacceptableFileError(result.finding.threat, result.scanner);
  return result;
}

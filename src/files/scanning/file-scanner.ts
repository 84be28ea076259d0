import type { FileSource } from '../storage/scratch-folder';

export type Finding = { clean: true } | { clean: false; threat: string };

export const CLEAN: Finding = { clean: true };

export function threat(name: string): Finding {
  return { clean: false, threat: name };
}

export interface FileScanner {
  /** Name in API responses. */
  name: string;
  /** Rejects when no scan is possible now or the signal aborts. */
  scan(source: FileSource, file: { extension: string; signal: AbortSignal }): Promise<Finding>;
}

/** A finding and the scanner that made it. */
export interface ScanResult {
  scanner: string;
  finding: Finding;
}

/** Runs all scanners in order; the first threat decides. */
export async function scanFile(
  scanners: readonly FileScanner[],
  source: FileSource,
  file: { extension: string; signal: AbortSignal },
): Promise<ScanResult> {
  let name = 'none';
  for (const scanner of scanners) {
    const finding = await scanner.scan(source, file);
    name = scanner.name;
    if (!finding.clean) return { scanner: name, finding };
  }
  return { scanner: name, finding: CLEAN };
}

/** Whether the disk or network failed, such as `EMFILE`, which is unrelated to the file. */
export function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
}

import type { FileSource } from '../storage/scratch-folder';

/** What a scan found: nothing, or the name of a threat. */
export type Finding = { clean: true } | { clean: false; threat: string };

export const CLEAN: Finding = { clean: true };

export function threat(name: string): Finding {
  return { clean: false, threat: name };
}

/** One who judges files before anybody can fetch them. */
export interface FileScanner {
  /** As the API names who judged. */
  name: string;
  /** Rejects when no judgement is possible now, also because `signal` ended it. */
  scan(source: FileSource, file: { extension: string; signal: AbortSignal }): Promise<Finding>;
}

/** A judgement as it is kept and shown. */
export interface ScanResult {
  scanner: string;
  finding: Finding;
}

/** Asks all scanners one after the other; the first threat that is found decides. */
export async function scanFile(
  scanners: readonly FileScanner[],
  source: FileSource,
  file: { extension: string; signal: AbortSignal },
): Promise<ScanResult> {
  let judge = 'none';
  for (const scanner of scanners) {
    const finding = await scanner.scan(source, file);
    judge = scanner.name;
    if (!finding.clean) return { scanner: judge, finding };
  }
  return { scanner: judge, finding: CLEAN };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that is removed after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ruang-diri-files-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

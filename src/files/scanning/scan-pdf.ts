import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readAll } from '../read-all';
import type { FileSource } from '../storage/scratch-folder';
import { CLEAN, threat } from './file-scanner';
import type { Finding } from './file-scanner';
import { ANY_FILE_PATTERNS, findPattern } from './find-patterns';

const INSPECTOR = join(__dirname, `pdf-inspector${extname(__filename)}`);

/** Inspects a PDF in a process of its own. Rejects when none can run, or the signal aborts. */
export async function scanPdf(source: FileSource, signal: AbortSignal): Promise<Finding> {
  const raw = await findPattern(source.read(), ANY_FILE_PATTERNS, { signal });
  if (raw !== undefined) return threat(raw);
  // No settings: they contain secrets.
  const inspector = spawn(process.execPath, [...process.execArgv, INSPECTOR], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const kill = (): boolean => inspector.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    const [found, [code, killedBy]] = await Promise.all([
      readAll(inspector.stdout),
      once(inspector, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
      pipeline(source.read(), inspector.stdin).catch(ignoreClosedPipe),
    ]);
    signal.throwIfAborted();
    if (killedBy !== null) return threat('Pdf.Bomb');
    if (code !== 0) throw new Error(`The inspection of a PDF failed with exit code ${code}`);
    return found.length === 0 ? CLEAN : threat(found.toString());
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

/** The process has ended: how it ended says why. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
}

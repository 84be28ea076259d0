import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname, join } from 'node:path';
import type { FileSource } from '../storage/scratch-folder';
import { CLEAN, threat } from './file-scanner';
import type { Finding } from './file-scanner';
import { ANY_FILE_PATTERNS, findPattern } from './find-patterns';

const INSPECTOR = join(__dirname, `pdf-inspector${extname(__filename)}`);
/** Starting a process takes longer than most inspections, and files often come together. */
const IDLE_MS = 10_000;
/** By the guard of its memory, or because its heap is full. */
const OUT_OF_MEMORY = new Set<NodeJS.Signals | null>(['SIGUSR2', 'SIGABRT']);

interface Inspector {
  process: ChildProcess;
  input: Socket;
  output: Socket;
}

/** Inspects PDFs in processes of their own, one file at a time each. */
export class PdfScanner {
  /** With the timers that end them. */
  private readonly idle = new Map<Inspector, NodeJS.Timeout>();

  /** Rejects when no process can run, or the signal aborts. */
  async scan(source: FileSource, signal: AbortSignal): Promise<Finding> {
    const raw = await findPattern(source.read(), ANY_FILE_PATTERNS, { signal });
    if (raw !== undefined) return threat(raw);
    // A signal that has aborted calls no listener.
    signal.throwIfAborted();
    const inspector = this.take() ?? startInspector();
    const kill = (): boolean => inspector.process.kill('SIGKILL');
    signal.addEventListener('abort', kill);
    try {
      const [found] = await Promise.all([answerOf(inspector), send(inspector, source)]);
      signal.throwIfAborted();
      if (found !== '') return threat(found);
      this.keep(inspector);
      return CLEAN;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
      // A hostile file shares its process with no other.
      if (!this.idle.has(inspector)) kill();
    }
  }

  private take(): Inspector | undefined {
    for (const [inspector, timer] of this.idle) {
      clearTimeout(timer);
      this.idle.delete(inspector);
      const { exitCode, signalCode } = inspector.process;
      if (exitCode === null && signalCode === null) return inspector;
    }
    return undefined;
  }

  private keep(inspector: Inspector): void {
    const end = (): void => {
      this.idle.delete(inspector);
      inspector.process.kill('SIGKILL');
    };
    this.idle.set(inspector, setTimeout(end, IDLE_MS).unref());
  }
}

/** It ends with this process, which closes its input, and does not keep this process running. */
function startInspector(): Inspector {
  // No settings: they contain secrets.
  const inspector = spawn(process.execPath, [...process.execArgv, INSPECTOR], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // Node.js reports a failed start later, and a process without this listener would end then.
  inspector.on('error', () => undefined);
  inspector.unref();
  const [input, output] = [inspector.stdin as Socket | null, inspector.stdout as Socket | null];
  // There are none with too many open files.
  if (!input || !output) throw new Error('The inspector of PDFs cannot be started');
  input.unref();
  output.unref();
  output.setEncoding('utf8');
  input.on('error', () => undefined);
  return { process: inspector, input, output };
}

/** The name of the threat, or an empty text. */
function answerOf({ process: inspector, output }: Inspector): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const onData = (text: string): void => {
      answer += text;
      if (answer.endsWith('\n')) settle(() => resolve(answer.trim()));
    };
    const onClose = (code: number | null, signal: NodeJS.Signals | null): void =>
      settle(() => {
        if (OUT_OF_MEMORY.has(signal)) resolve('Pdf.Bomb');
        else reject(new Error(`The inspector of PDFs ended with ${signal ?? `exit code ${code}`}`));
      });
    const onError = (error: Error): void => settle(() => reject(error));
    const settle = (how: () => void): void => {
      output.off('data', onData);
      inspector.off('close', onClose).off('error', onError);
      how();
    };
    output.on('data', onData);
    inspector.on('close', onClose).on('error', onError);
  });
}

async function send({ input }: Inspector, source: FileSource): Promise<void> {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(source.size);
  input.write(length);
  for await (const bytes of source.read() as AsyncIterable<Buffer>) {
    const error = await new Promise<unknown>((resolve) => input.write(bytes, resolve));
    // How the process ended says why.
    if (error) return;
  }
}

import { connect } from 'node:net';
import { CLEAN, threat } from './file-scanner';
import type { FileScanner, Finding } from './file-scanner';
import type { FileSource } from '../storage/scratch-folder';

interface Daemon {
  host: string;
  port: number;
  /** A daemon that is silent for this long is not waited for. */
  silenceMs: number;
}

/** Streams the file to the ClamAV daemon. */
export function clamdScanner(daemon: Daemon): FileScanner {
  return {
    name: 'clamav',
    scan: async (source, { signal }) => parseReply(await requestScan(daemon, source, signal)),
  };
}

function requestScan(
  { host, port, silenceMs }: Daemon,
  source: FileSource,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    const socket = connect({ host, port, signal });
    socket.setEncoding('utf8');
    socket.setTimeout(silenceMs, () => {
      socket.destroy(new Error(`ClamAV was silent for ${silenceMs} ms`));
    });
    socket.on('data', (text: string) => chunks.push(text));
    socket.once('error', reject);
    socket.once('close', () => resolve(chunks.join('')));
    socket.once('connect', () => {
      sendFrames(socket, source).catch((error: Error) => {
        reject(error);
        socket.destroy();
      });
    });
  });
}

/** INSTREAM protocol: a length-prefixed frame per chunk, then an empty one. */
async function sendFrames(socket: NodeJS.WritableStream, source: FileSource): Promise<void> {
  socket.write('zINSTREAM\0');
  for await (const bytes of source.read() as AsyncIterable<Buffer>) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    socket.write(length);
    if (!socket.write(bytes)) await waitForDrain(socket);
  }
  socket.write(Buffer.alloc(4));
}

function waitForDrain(socket: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const onDone = (): void => {
      socket.removeListener('drain', onDone).removeListener('close', onDone);
      resolve();
    };
    socket.once('drain', onDone).once('close', onDone);
  });
}

function parseReply(reply: string): Finding {
  const text = reply.replace(/\0/g, '').trim();
  if (/^stream: OK$/.test(text)) return CLEAN;
  const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
  if (found !== undefined) return threat(found);
  throw new Error('Unexpected ClamAV reply');
}

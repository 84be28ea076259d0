import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../errors';
import type { FileDownload, ByteRange } from '../../files/download-file';

/** A byte stream with its response headers. */
export interface Download extends FileDownload {
  /** The `Content-Type`. */
  type: string;
  /** Saved under its file name; otherwise displayed inline. */
  isAttachment: boolean;
  cache: string;
  headers: Record<string, string>;
}

export async function sendDownload(
  request: Request,
  response: Response,
  download: Download,
): Promise<void> {
  const { name, size, start, end, stream } = download;
  if (isNotModified(request, download)) {
    stream.destroy();
    response
      .set({ 'Cache-Control': download.cache, ...download.headers })
      .status(304)
      .end();
    return;
  }
  if (request.method !== 'HEAD') await download.count?.();
  const isPart = start > 0 || end < size;
  response.set({
    'Content-Type': download.type,
    'Content-Length': String(end - start),
    'Accept-Ranges': 'bytes',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': download.cache,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(download.isAttachment ? { 'Content-Disposition': contentDisposition(name) } : {}),
    ...download.headers,
    ...(isPart ? { 'Content-Range': `bytes ${start}-${end - 1}/${size}` } : {}),
  });
  response.status(isPart ? 206 : 200);
  if (request.method === 'HEAD') {
    stream.destroy();
    response.end();
    return;
  }
  // A client that leaves, or a read error in the middle, ends the connection: headers are sent.
  await pipeline(stream, response).catch(() => response.destroy());
}

/** Whether `If-None-Match` names the current ETag. */
function isNotModified(request: Request, { headers }: Download): boolean {
  const tag = headers['ETag'];
  return tag !== undefined && request.get('if-none-match') === tag;
}

/** A quoted ASCII name, plus the UTF-8 name where ASCII is not enough (RFC 6266). */
function contentDisposition(name: string): string {
  const plain = name.replace(/[^ -~]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded}`}`;
}

/**
 * The range of the header `Range`; the whole file for an absent, unsupported or invalid one (RFC
 * 9110, section 14).
 */
export function parseRange(header: string | undefined, size: number): ByteRange {
  const whole = { start: 0, end: size };
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match) return whole;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return whole;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return whole;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start < end) return { start, end };
  throw new AppError('range-not-there', { details: { size } });
}

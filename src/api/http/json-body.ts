import { json } from 'express';
import type { Request, RequestHandler } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../errors';

const BODY_LIMIT = 64 * 1024;
const PLAIN_TEXT_TYPE = /^(text\/plain\b|$)/i;
const JSON_TYPE = /^application\/json\b/i;
/** The content types whose body is UTF-8. */
const UTF_8_TYPE = /^([\w/]*|[\w/]+; ?charset="?utf-8"?)$/i;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Parses JSON bodies. With a token, a missing or plain-text content type is accepted too (care-50);
 * with the cookie it is not, because a form on another site could send it.
 */
export function jsonBody(): RequestHandler {
  // Decompresses, decodes other charsets, and refuses what is too large.
  const parseOther = json({ limit: BODY_LIMIT, type: ({ headers }) => isJson(headers) });
  return (request, response, next) => {
    const { headers } = request;
    if (!hasBody(headers)) next();
    else if (!isShortUtf8(headers)) parseOther(request, response, next);
    else if (!isJson(headers)) next();
    else
      readText(request, (text) => {
        try {
          request.body = parseObject(text);
        } catch (cause) {
          next(new AppError('invalid-json', { cause }));
          return;
        }
        next();
      });
  };
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function isJson(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'] ?? '';
  return (
    JSON_TYPE.test(type) || (PLAIN_TEXT_TYPE.test(type) && headers.authorization !== undefined)
  );
}

/** Nearly every body; read directly, it costs a third. */
function isShortUtf8(headers: IncomingHttpHeaders): boolean {
  return (
    headers['content-encoding'] === undefined &&
    Number(headers['content-length']) <= BODY_LIMIT &&
    UTF_8_TYPE.test(headers['content-type'] ?? '')
  );
}

/** Calls back unless the client leaves. */
function readText(request: Request, onText: (text: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [first, ...rest] = chunks;
    const bytes = rest.length === 0 ? first : Buffer.concat(chunks);
    const text = bytes?.toString('utf8') ?? '';
    onText(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  });
}

/** The object or list in the text; an empty text is an empty object. */
function parseObject(text: string): object {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof value === 'object' && value !== null) return value;
  throw new SyntaxError('The body is neither an object nor a list');
}

import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import { AppError, ERROR_KINDS } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { Logger } from '../../logger';
import { sendJson } from './route';

const RETRY_AFTER_SECONDS = '2';

/**
 * Turns every error into the contract's body (C-23). Unknown ones become `internal`: what happened
 * is logged under an id, and only the id is told.
 */
export function translateErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = toAppError(error);
    const id = known.status >= 500 ? randomUUID() : undefined;
    if (id) logger.error({ err: error, errorId: id, method: request.method }, 'A request failed');
    if (known.status === 503) response.set('Retry-After', RETRY_AFTER_SECONDS);
    if (known.status === 429) {
      const seconds = known.details?.['retryAfter'];
      response.set('Retry-After', typeof seconds === 'number' ? `${seconds}` : RETRY_AFTER_SECONDS);
    }
    if (known.code === 'range-not-there') {
      response.set('Content-Range', `bytes */${String(known.details?.['size'])}`);
    }
    if (known.status === 401) response.set('WWW-Authenticate', 'Bearer');
    const details = id ? { ...known.details, id } : known.details;
    sendJson(response, known.status, {
      success: false,
      message: known.message,
      statusCode: known.status,
      code: known.code,
      ...(details ? { details } : {}),
    });
  };
}

/** What a person may be told of an error, whatever the door. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isUnreachable(error)) return new AppError('unavailable', { cause: error });
  const code = bodyErrorCode(error);
  return new AppError(code ?? 'internal', { cause: error });
}

interface HttpError {
  type?: string;
  status?: number;
}

/** What Express and its body parser throw for a request that cannot be read. */
function bodyErrorCode(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { type, status } = error as HttpError;
  if (type === 'entity.parse.failed') return 'invalid-json';
  if (status === ERROR_KINDS['body-too-large'].status) return 'body-too-large';
  if (status === ERROR_KINDS['unsupported-media'].status) return 'unsupported-media';
  return status !== undefined && status >= 400 && status < 500 ? 'invalid-input' : undefined;
}

const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '08000',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

/** What the drivers say, without a code, of a connection that broke or never came. */
const CONNECTION_LOST =
  /connection (terminated|timeout)|timeout exceeded|closed the connection|not queryable/i;

interface NetworkError {
  code?: unknown;
  statusCode?: unknown;
  message?: unknown;
  driverError?: unknown;
}

/** PostgreSQL or Redis restarts, or Ably does not answer: the same call will work again. */
function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, driverError, statusCode, message } = error as NetworkError;
  if (typeof code === 'string' && UNREACHABLE_CODES.has(code)) return true;
  if (typeof code === 'number' && (code >= 50_000 || statusCode === 408)) return true;
  if (typeof message === 'string' && CONNECTION_LOST.test(message)) return true;
  return driverError !== undefined && driverError !== error && isUnreachable(driverError);
}

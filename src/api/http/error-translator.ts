import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import { AppError, ERROR_KINDS } from '../../errors';
import { isUnavailable } from '../../unavailable';
import type { ErrorCode } from '../../errors';
import type { Logger } from '../../logger';
import type { SecurityLog } from '../security/security-log';
import { sendJson } from './json-response';

const RETRY_AFTER_SECONDS = '2';

/**
 * Turns every error into the contract's error body (C-23). An unknown error becomes `internal`: its
 * details go to the log under an id, and the client receives the id alone.
 */
export function translateErrors(
  logger: Logger,
  security: Pick<SecurityLog, 'recordRefusal'>,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const appError = toAppError(error);
    const id = appError.status >= 500 ? randomUUID() : undefined;
    if (id) logger.error({ err: error, errorId: id, method: request.method }, 'Request failed');
    security.recordRefusal(appError, {
      address: request.ip ?? '',
      method: request.method,
      ...(response.locals as { route?: string; userId?: string }),
    });
    if (appError.status === 503) response.set('Retry-After', RETRY_AFTER_SECONDS);
    if (appError.status === 429 || appError.code === 'request-running') {
      const seconds = appError.details?.['retryAfter'];
      response.set('Retry-After', typeof seconds === 'number' ? `${seconds}` : RETRY_AFTER_SECONDS);
    }
    if (appError.code === 'range-not-there') {
      response.set('Content-Range', `bytes */${String(appError.details?.['size'])}`);
    }
    if (appError.status === 401) response.set('WWW-Authenticate', 'Bearer');
    sendJson(response, appError.status, errorBody(appError, id));
  };
}

/** The error body of every contract, over HTTP and in frames; `id` names the entry in the log. */
export function errorBody({ code, status, message, details }: AppError, id?: string): object {
  const shown = id ? { ...details, id } : details;
  return {
    success: false,
    message,
    statusCode: status,
    code,
    ...(shown ? { details: shown } : {}),
  };
}

/** Maps any error to one with a documented code. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isUnavailable(error)) return new AppError('unavailable', { cause: error });
  return new AppError(bodyErrorCode(error) ?? 'internal', { cause: error });
}

interface HttpError {
  type?: string;
  status?: number;
}

/** Errors that Express and its body parser raise for an unreadable request. */
function bodyErrorCode(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { type, status } = error as HttpError;
  if (type === 'entity.parse.failed') return 'invalid-json';
  if (status === ERROR_KINDS['body-too-large'].status) return 'body-too-large';
  if (status === ERROR_KINDS['unsupported-media'].status) return 'unsupported-media';
  return status !== undefined && status >= 400 && status < 500 ? 'invalid-input' : undefined;
}

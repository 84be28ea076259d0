import type { ErrorBody } from './api-operations';

/** `offline` and `bad-answer`: no valid response of the API. */
type ErrorCode = ErrorBody['code'] | 'offline' | 'bad-answer';

/** Details of some errors that help the user to continue. */
type ErrorDetails = NonNullable<ErrorBody['details']>;

/** An error response of the API, or `offline`. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(response: {
    code: ErrorCode;
    status: number;
    message: string;
    details?: ErrorDetails;
    cause?: unknown;
  }) {
    super(response.message, { cause: response.cause });
    this.name = 'ApiError';
    this.code = response.code;
    this.status = response.status;
    this.details = response.details ?? {};
  }

  /** The same request may succeed later. */
  get isRetryable(): boolean {
    return this.code === 'offline' || this.status === 503 || this.status === 429;
  }
}

export function offlineError(cause?: unknown): ApiError {
  return new ApiError({ code: 'offline', status: 0, message: 'The API cannot be reached', cause });
}

export function isApiError(error: unknown, ...codes: ApiError['code'][]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

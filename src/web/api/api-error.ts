import type { ErrorCode } from '../../errors';

/** No valid response of the API. */
type NetworkCode = 'offline' | 'bad-answer';

export interface FieldError {
  field: string;
  message: string;
}

/** Details of some errors that help the user to continue. */
export interface ErrorDetails {
  id?: string;
  fields?: FieldError[];
  nextSlots?: NextSlot[];
  opensAt?: string;
  earliest?: string;
  retryAfter?: number;
  minMinutes?: number;
  maxMinutes?: number;
  suggestion?: string;
}

export interface NextSlot {
  startsAt: string;
  endsAt: string;
  startsAtLocal: string;
  endsAtLocal: string;
  psychologistIds: string[];
}

/** An error response of the API, or `offline`. */
export class ApiError extends Error {
  readonly code: ErrorCode | NetworkCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(response: {
    code: ErrorCode | NetworkCode;
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

export function isApiError(error: unknown, ...codes: ApiError['code'][]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

import type { ErrorCode } from '../../errors';

/** What went wrong before the API could answer at all. */
type NetworkCode = 'offline' | 'bad-answer';

/** One faulty field of a request, as the API names it. */
export interface FieldError {
  field: string;
  message: string;
}

/** The facts that some refusals carry, so that a person can go on. */
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

/** A refusal of the API, or `offline` when it could not be reached. */
export class ApiError extends Error {
  readonly code: ErrorCode | NetworkCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(refusal: {
    code: ErrorCode | NetworkCode;
    status: number;
    message: string;
    details?: ErrorDetails;
    cause?: unknown;
  }) {
    super(refusal.message, { cause: refusal.cause });
    this.name = 'ApiError';
    this.code = refusal.code;
    this.status = refusal.status;
    this.details = refusal.details ?? {};
  }

  /** Whether the very same call may succeed later. */
  get isRetryable(): boolean {
    return this.code === 'offline' || this.status === 503 || this.status === 429;
  }
}

/** Whether an error is a refusal with this code. */
export function isApiError(error: unknown, ...codes: ApiError['code'][]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

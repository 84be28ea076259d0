/** The error object in protocol messages and HTTP bodies. */
export interface WireError {
  code: number;
  statusCode: number;
  message: string;
  href: string;
}

/** An error in Ably's format: numeric code, HTTP status, and a message that says what to do. */
export class AblyError extends Error {
  constructor(
    readonly code: number,
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
    this.name = 'AblyError';
  }

  toWire(): WireError {
    return {
      code: this.code,
      statusCode: this.statusCode,
      message: this.message,
      href: `https://help.ably.io/error/${this.code}`,
    };
  }
}

/** Converts anything thrown into an AblyError; clients do not receive unexpected messages. */
export function toAblyError(thrown: unknown): AblyError {
  if (thrown instanceof AblyError) return thrown;
  return new AblyError(
    50000,
    500,
    'Internal error: the server failed to handle this request; try again.',
  );
}
